package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JwksStoreTest {
    private static final String ISSUER = "https://idp.example/tenant";
    private static final String CONFIGURATION = ISSUER + "/.well-known/openid-configuration";
    private static final String KEYS = "https://idp.example/keys";
    private static final JwksQuery QUERY =
            new JwksQuery("idp", ISSUER, new JwksSource.Discovery(), KeyScope.OWN_OR_UNMARKED);

    private final Map<String, String> web = new HashMap<>();
    private final List<URI> fetched = new ArrayList<>();
    private final Map<String, byte[]> disk = new HashMap<>();
    private final List<JwksResult> told = new ArrayList<>();
    private final List<String> fetches = new ArrayList<>();
    private boolean diskIsFull;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private JwksStore store = open(Runnable::run);

    JwksStoreTest() {
        web.put(CONFIGURATION, "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + KEYS + "\"}");
        web.put(KEYS, keys("one"));
    }

    private static String key(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(kid)
                    .generate()
                    .toPublicJWK()
                    .toJSONString();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keys(String... kids) {
        return "{\"keys\":["
                + String.join(
                        ",", List.of(kids).stream().map(JwksStoreTest::key).toList()) + "]}";
    }

    private JwksStore open(Executor executor) {
        var archive = new JwksArchive() {
            @Override
            public Optional<byte[]> read(String name) {
                return Optional.ofNullable(disk.get(name));
            }

            @Override
            public void write(String name, byte[] content) {
                if (diskIsFull) {
                    throw new UncheckedIOException(new IOException("no space left"));
                }
                disk.put(name, content);
            }
        };
        var listener = new JwksListener() {
            @Override
            public void changed(JwksQuery query, JwksResult result) {
                told.add(result);
            }

            @Override
            public void fetched(JwksQuery query, Optional<String> failure) {
                fetches.add(failure.orElse("good"));
            }
        };
        return new JwksStore(this::get, archive, listener, executor, clock(), new Random(7));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private byte[] get(URI uri) {
        fetched.add(uri);
        String body = web.get(uri.toString());
        if (body == null) {
            throw new FetchFailed("nobody answers");
        }
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private void live(Duration span) {
        Instant end = now.plus(span);
        for (Instant next = store.tick(); next.isBefore(end); next = store.tick()) {
            now = next.isAfter(now) ? next : now.plusMillis(1);
        }
        now = end;
    }

    private String json() {
        return switch (store.result(QUERY)) {
            case JwksResult.Fresh(var json, var at) -> json;
            case JwksResult.Stale(var json, var since, var why) -> json;
            case JwksResult.Missing(var why) -> "";
        };
    }

    @Test
    void fetchesAtOnceByDiscovery() {
        store.want(List.of(QUERY));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Fresh.class);
        assertThat(json()).contains("\"kid\":\"one\"");
        assertThat(fetched).containsExactly(URI.create(CONFIGURATION), URI.create(KEYS));
        assertThat(told).containsExactly(store.result(QUERY));
    }

    @Test
    void tellsOfEveryFetchAlsoWhereItChangesNothing() {
        store.want(List.of(QUERY));
        live(Duration.ofMinutes(71));
        web.clear();
        live(Duration.ofMinutes(71));
        assertThat(told).hasSize(2);
        assertThat(fetches).startsWith("good", "good", "nobody answers").hasSizeGreaterThan(3);

        fetches.clear();
        var inline = new JwksQuery("inline", ISSUER, new JwksSource.Inline(keys("one")), KeyScope.OWN_OR_UNMARKED);
        store.want(List.of(inline));
        assertThat(store.result(inline)).isInstanceOf(JwksResult.Fresh.class);
        assertThat(fetches).as("keys of the document are not fetched").isEmpty();
    }

    @Test
    void thereIsNoKeyBeforeThereIsOne() {
        web.clear();
        store.want(List.of(QUERY));
        assertThat(store.result(QUERY)).isEqualTo(new JwksResult.Missing("nobody answers"));
        assertThat(told).containsExactly(new JwksResult.Missing("nobody answers"));
        assertThat(store.result(new JwksQuery("x", "y", new JwksSource.Discovery(), KeyScope.OWN)))
                .isInstanceOf(JwksResult.Missing.class);
    }

    @Test
    void withoutAnyKeysTheNextTryComesWithinSeconds() {
        var served = Map.copyOf(web);
        web.clear();
        store.want(List.of(QUERY));
        web.putAll(served);
        live(Duration.ofSeconds(3));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Fresh.class);
    }

    @Test
    void refreshesEachHourWithJitterAndTellsOnlyChanges() {
        store.want(List.of(QUERY));
        live(Duration.ofMinutes(49));
        assertThat(fetched).hasSize(2);
        live(Duration.ofMinutes(22));
        assertThat(fetched).hasSize(4);
        live(Duration.ofHours(24));
        assertThat(fetched.size()).isBetween(40, 62);
        assertThat(told).hasSize(1);
        web.put(KEYS, keys("one", "two"));
        live(Duration.ofMinutes(71));
        assertThat(told).hasSize(2);
        assertThat(json()).contains("two");
    }

    @Test
    void aFailureKeepsTheLastGoodKeysAndIsRetriedWithinTenMinutes() {
        store.want(List.of(QUERY));
        String good = json();
        web.remove(KEYS);
        live(Duration.ofHours(30));
        assertThat(store.result(QUERY)).isInstanceOfSatisfying(JwksResult.Stale.class, stale -> {
            assertThat(stale.json()).isEqualTo(good);
            assertThat(stale.why()).isEqualTo("nobody answers");
            assertThat(stale.since()).isBefore(now.minus(Duration.ofHours(29)));
        });
        assertThat(told).hasSize(2);
        web.put(KEYS, keys("new"));
        live(Duration.ofMinutes(12));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Fresh.class);
        assertThat(json()).contains("new");
    }

    @Test
    void hostileAnswersNeverReplaceGoodKeys() throws Exception {
        store.want(List.of(QUERY));
        String good = json();
        for (String bad : List.of(
                "",
                "{}",
                "{\"keys\":[]}",
                "<html>",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
                "{\"keys\":[" + new ECKeyGenerator(Curve.P_256).generate().toJSONString() + "]}",
                "{\"keys\":[" + key("x").replaceFirst("\\{", "{\"issuer\":\"https://evil.example\",") + "]}")) {
            web.put(KEYS, bad);
            live(Duration.ofMinutes(75));
            assertThat(store.result(QUERY)).as(bad).isInstanceOf(JwksResult.Stale.class);
            assertThat(json()).isEqualTo(good);
        }
    }

    @Test
    void discoveryMustNameTheAskedIssuerAndAJwksUri() {
        for (String bad : List.of(
                "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"" + KEYS + "\"}",
                "{\"issuer\":\"" + ISSUER + "/\",\"jwks_uri\":\"" + KEYS + "\"}",
                "{\"jwks_uri\":\"" + KEYS + "\"}",
                "{\"issuer\":\"" + ISSUER + "\"}",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":1}",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"not a url\"}",
                "[]")) {
            web.put(CONFIGURATION, bad);
            store = open(Runnable::run);
            store.want(List.of(QUERY));
            assertThat(store.result(QUERY)).as(bad).isInstanceOf(JwksResult.Missing.class);
        }
    }

    @Test
    void anUnknownKeyIsFetchedOnceInFiveMinutesWhateverIsTried() {
        store.want(List.of(QUERY));
        web.put(KEYS, keys("one", "rolled"));
        assertThat(store.unknownKey(QUERY, "one")).isInstanceOf(JwksResult.Fresh.class);
        assertThat(fetched).as("a known key fetches nothing").hasSize(2);
        store.unknownKey(QUERY, "rolled");
        assertThat(json()).contains("rolled");
        for (int i = 0; i < 1000; i++) {
            store.unknownKey(QUERY, "made-up-" + i);
        }
        assertThat(fetched).hasSize(4);
        now = now.plus(JwksStore.UNKNOWN_KEY_PAUSE).minusMillis(1);
        store.unknownKey(QUERY, "x");
        assertThat(fetched).hasSize(4);
        now = now.plusMillis(1);
        store.unknownKey(QUERY, "x");
        assertThat(fetched).hasSize(6);
        now = now.minus(Duration.ofHours(5));
        store.unknownKey(QUERY, "x");
        assertThat(fetched)
                .as("a clock that was set back does not lock the door")
                .hasSize(8);
    }

    @Test
    void callersThatArriveTogetherShareOneFetch() throws Exception {
        store.want(List.of(QUERY));
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        var calls = new AtomicInteger();
        Fetcher slow = uri -> {
            calls.incrementAndGet();
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return get(uri);
        };
        var archive = new JwksArchive() {
            @Override
            public Optional<byte[]> read(String name) {
                return Optional.ofNullable(disk.get(name));
            }

            @Override
            public void write(String name, byte[] content) {}
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var shared = new JwksStore(slow, archive, (query, result) -> {}, runnable -> {}, clock(), new Random(7));
            shared.want(List.of(QUERY));
            var running = new ArrayList<Future<JwksResult>>();
            for (int i = 0; i < 50; i++) {
                running.add(threads.submit(() -> shared.unknownKey(QUERY, "unknown")));
            }
            entered.await();
            assertThat(shared.tick()).as("a look does not wait for a fetch").isNotNull();
            open.countDown();
            for (var future : running) {
                assertThat(future.get()).isInstanceOf(JwksResult.Fresh.class);
            }
        }
        assertThat(calls).as("discovery and keys, once").hasValue(2);
    }

    @Test
    void theLastGoodKeysSurviveARestart() {
        store.want(List.of(QUERY));
        String good = json();
        web.clear();
        told.clear();
        store = open(runnable -> {});
        store.want(List.of(QUERY));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Stale.class);
        assertThat(json()).isEqualTo(good);
        assertThat(told).hasSize(1);
        store = open(Runnable::run);
        store.want(List.of(QUERY));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Stale.class);
        assertThat(json()).isEqualTo(good);
    }

    @Test
    void keptKeysOfAnotherQueryOrInAnotherShapeAreNotUsed() {
        store.want(List.of(QUERY));
        web.clear();
        String name = KeptKeys.fileOf(QUERY);
        byte[] good = disk.get(name);
        var other = new JwksQuery("other", ISSUER, new JwksSource.Discovery(), KeyScope.OWN_OR_UNMARKED);
        disk.put(KeptKeys.fileOf(other), good);
        store = open(Runnable::run);
        store.want(List.of(other));
        assertThat(store.result(other)).isInstanceOf(JwksResult.Missing.class);
        for (String bad : List.of("", "{", "{}", new String(good, StandardCharsets.UTF_8).replace("\"x\"", "\"d\""))) {
            disk.put(name, bad.getBytes(StandardCharsets.UTF_8));
            store = open(Runnable::run);
            store.want(List.of(QUERY));
            assertThat(store.result(QUERY)).as(bad).isInstanceOf(JwksResult.Missing.class);
        }
    }

    @Test
    void aFullDiskDoesNotKeepKeysFromBeingUsed() {
        diskIsFull = true;
        store.want(List.of(QUERY));
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Fresh.class);
    }

    @Test
    void inlineKeysAreNeverFetchedAndNeverAge() {
        var inline = new JwksQuery("inline", ISSUER, new JwksSource.Inline(keys("in")), KeyScope.OWN_OR_UNMARKED);
        store.want(List.of(inline));
        live(Duration.ofDays(3));
        assertThat(store.result(inline)).isInstanceOf(JwksResult.Fresh.class);
        store.unknownKey(inline, "x");
        assertThat(fetched).isEmpty();
        assertThat(disk).isEmpty();
        var bad = new JwksQuery(
                "inline",
                ISSUER,
                new JwksSource.Inline("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"),
                KeyScope.OWN_OR_UNMARKED);
        store.want(List.of(bad));
        assertThat(store.result(bad)).isInstanceOf(JwksResult.Missing.class);
    }

    @Test
    void anAddressIsFetchedWithoutDiscovery() {
        var direct = new JwksQuery("idp", ISSUER, new JwksSource.Address(URI.create(KEYS)), KeyScope.OWN_OR_UNMARKED);
        store.want(List.of(direct));
        assertThat(fetched).containsExactly(URI.create(KEYS));
        assertThat(store.result(direct)).isInstanceOf(JwksResult.Fresh.class);
    }

    @Test
    void clockJumpsDoNotStopTheRefresh() {
        store.want(List.of(QUERY));
        now = now.minus(Duration.ofDays(2));
        store.tick();
        assertThat(fetched).hasSize(4);
        now = now.plus(Duration.ofDays(9));
        store.tick();
        assertThat(fetched).hasSize(6);
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Fresh.class);
    }

    @Test
    void whatNobodyWantsIsNotFetched() {
        store.want(List.of(QUERY));
        store.want(List.of());
        live(Duration.ofHours(3));
        assertThat(fetched).hasSize(2);
        assertThat(store.result(QUERY)).isInstanceOf(JwksResult.Missing.class);
    }

    @Test
    void aFetcherThatBreaksIsAFailedFetch() {
        var broken = new JwksStore(
                uri -> {
                    throw new IllegalStateException("bug");
                },
                new JwksArchive() {
                    @Override
                    public Optional<byte[]> read(String name) {
                        return Optional.empty();
                    }

                    @Override
                    public void write(String name, byte[] content) {}
                },
                (query, result) -> {
                    throw new IllegalStateException("listener");
                },
                Runnable::run,
                clock(),
                new Random(7));
        broken.want(List.of(QUERY));
        assertThat(broken.result(QUERY)).isInstanceOf(JwksResult.Missing.class);
    }
}
