package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeldTokensTest {
    private static final String RESOURCE = "https://dev.azuresynapse.net";
    private static final URI AUTHORITY = URI.create("https://login.example");
    private static final TokenRequest.AsClient SERVICE = service("tenant", "client");

    private final TestClock clock = new TestClock();
    private final ScriptedSource source = new ScriptedSource(clock);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final HeldTokens tokens = tokens(ExchangeLimits.STANDARD);

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void aHeldTokenIsGivenOutWithoutAsking() {
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        clock.pass(Duration.ofMinutes(49));
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        assertThat(source.asked()).hasSize(1);
        assertThat(heard).containsExactly("servicePrincipal token");
    }

    @Test
    void afterTwoThirdsOfItsLifeANewOneIsFetchedWhileTheOldIsGivenOut() {
        tokens.token(SERVICE);
        clock.pass(Duration.ofMinutes(51));
        var gate = source.holdUp();
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        await().until(() -> source.asked().size() == 2);
        gate.countDown();
        await().until(() -> text(tokens.token(SERVICE)).equals("token-2"));
        assertThat(source.asked()).hasSize(2);
    }

    @Test
    void aHundredWhoHaveNoneCauseOneFetch() throws Exception {
        var gate = source.holdUp();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<Callable<SynapseToken>>();
            for (int i = 0; i < 100; i++) {
                asking.add(() -> tokens.token(SERVICE));
            }
            var answers = asking.stream().map(threads::submit).toList();
            await().until(() -> source.asked().size() == 1);
            gate.countDown();
            for (var answer : answers) {
                assertThat(text(answer.get())).isEqualTo("token-1");
            }
        }
        assertThat(source.asked()).hasSize(1);
    }

    @Test
    void aFailedRefreshKeepsTheTokenUntilItsEndAndNothingAfterIt() {
        tokens.token(SERVICE);
        source.answers(new SynapseToken.Unavailable("away"));
        clock.pass(Duration.ofMinutes(60));
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        await().until(() -> heard.contains("servicePrincipal unavailable"));
        clock.pass(Duration.ofMinutes(14));
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-1");
        clock.pass(Duration.ofMinutes(1));
        assertThat(tokens.token(SERVICE)).isInstanceOf(SynapseToken.Unavailable.class);
    }

    @Test
    void aTokenIsNotGivenOutInItsLastSeconds() {
        tokens.token(SERVICE);
        clock.pass(ScriptedSource.LIFE.minusSeconds(9));
        assertThat(text(tokens.token(SERVICE))).isEqualTo("token-2");
    }

    @Test
    void aFailureIsNotAskedForAgainAtOnceAndLessOftenEachTime() {
        source.answers(new SynapseToken.Unavailable("away"));
        var asked = new ArrayList<Long>();
        for (int second = 0; second < 60; second++) {
            int before = source.asked().size();
            tokens.token(SERVICE);
            tokens.token(SERVICE);
            if (source.asked().size() > before) {
                asked.add(Duration.between(TestClock.START, clock.instant()).toSeconds());
            }
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(asked).containsExactly(0L, 1L, 3L, 7L, 15L, 30L, 45L);
    }

    @Test
    void theTimeTheServiceNamesIsKeptForEveryUserOfTheClient() {
        source.answers(new SynapseToken.Unavailable("throttled", Duration.ofSeconds(40)));
        tokens.token(user("alice", "assertion-a"));
        source.script(_ -> source.token("fresh"));
        clock.pass(Duration.ofSeconds(39));
        assertThat(tokens.token(user("bob", "assertion-b"))).isInstanceOf(SynapseToken.Unavailable.class);
        assertThat(source.asked()).hasSize(1);
        clock.pass(Duration.ofSeconds(2));
        assertThat(text(tokens.token(user("bob", "assertion-b")))).isEqualTo("fresh");
    }

    @Test
    void aWrongTimeIsNotKeptForever() {
        source.answers(new SynapseToken.Unavailable("throttled", Duration.ofDays(1)));
        tokens.token(SERVICE);
        source.script(_ -> source.token("fresh"));
        clock.pass(Duration.ofSeconds(61));
        assertThat(text(tokens.token(SERVICE))).isEqualTo("fresh");
    }

    @Test
    void oneUsersFailureIsNotEverybodys() {
        source.answers(new SynapseToken.Unavailable("away"));
        tokens.token(user("alice", "assertion-a"));
        source.script(_ -> source.token("fresh"));
        assertThat(text(tokens.token(user("bob", "assertion-b")))).isEqualTo("fresh");
    }

    @Test
    void threeFailuresOfAClientSpareTheService() {
        source.answers(new SynapseToken.Unavailable("away"));
        for (String name : List.of("a", "b", "c", "d", "e")) {
            tokens.token(user(name, "assertion-" + name));
        }
        assertThat(source.asked()).hasSize(3);
    }

    @Test
    void aRefusedRefreshEndsTheHeldTokenAtOnce() {
        tokens.token(SERVICE);
        source.answers(new SynapseToken.Refused(Reason.NO_CREDENTIAL, "switched off", ""));
        clock.pass(Duration.ofMinutes(51));
        tokens.token(SERVICE);
        await().until(() -> tokens.token(SERVICE) instanceof SynapseToken.Refused);
        assertThat(source.asked()).hasSize(2);
    }

    @Test
    void aChallengeIsRememberedForItsAssertionOnly() {
        source.answers(new SynapseToken.Challenge("{}", "interaction_required", AUTHORITY));
        for (int i = 0; i < 10; i++) {
            assertThat(tokens.token(user("alice", "old"))).isInstanceOf(SynapseToken.Challenge.class);
        }
        source.script(_ -> source.token("fresh"));
        assertThat(text(tokens.token(user("alice", "stepped up")))).isEqualTo("fresh");
        assertThat(source.asked()).hasSize(2);
    }

    @Test
    void nobodyGetsAnothersToken() {
        source.script(request -> source.token("of-" + request.key().toText()));
        var all = List.of(
                user("alice", "one"),
                user("alice", "two"),
                user("bob", "one"),
                user("entra2", "alice", "one"),
                new TokenRequest.OnBehalfOf(
                        service("other", "client"), "entra", "alice", Optional.of("alice"), secret("one"), Instant.MAX),
                service("tenant", "client"),
                service("tenant", "client2"),
                service("other", "client"),
                new TokenRequest.AsClient(
                        URI.create("https://other.example"),
                        "tenant",
                        "client",
                        new ClientProof.WorkloadIdentity(),
                        RESOURCE),
                new TokenRequest.AsClient(
                        AUTHORITY, "tenant", "client", new ClientProof.WorkloadIdentity(), "https://other.example"),
                new TokenRequest.AsMachine(Optional.empty(), RESOURCE),
                new TokenRequest.AsMachine(Optional.of("client"), RESOURCE),
                new TokenRequest.AsMachine(Optional.of("client"), "https://other.example"));
        assertThat(all.stream().map(request -> text(tokens.token(request))).distinct())
                .hasSize(all.size());
        assertThat(all.stream().map(request -> text(tokens.token(request))).distinct())
                .hasSize(all.size());
        assertThat(source.asked()).hasSize(all.size());
    }

    @Test
    void partsOfAKeyDoNotRunIntoEachOther() {
        assertThat(TokenKey.of("ab", "c")).isNotEqualTo(TokenKey.of("a", "bc"));
        assertThat(TokenKey.of("a", "b")).isEqualTo(TokenKey.of("a", "b")).hasToString("[token key]");
    }

    @Test
    void anExchangedTokenLivesNoLongerThanTheTokenItWasMadeFor() {
        var short10 = new TokenRequest.OnBehalfOf(
                SERVICE,
                "entra",
                "alice",
                Optional.of("alice"),
                secret("a"),
                clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(text(tokens.token(short10))).isEqualTo("token-1");
        clock.pass(Duration.ofMinutes(9));
        assertThat(text(tokens.token(short10))).isEqualTo("token-1");
        assertThat(source.asked()).hasSize(1);
        clock.pass(Duration.ofMinutes(1));
        assertThat(text(tokens.token(short10))).isEqualTo("token-2");
    }

    @Test
    void heldTokensAreBoundedInBytes() {
        try (var small = tokens(new ExchangeLimits(10_000, 64, Duration.ofSeconds(6)))) {
            for (int i = 0; i < 100; i++) {
                small.token(user("user" + i, "assertion" + i));
            }
            assertThat(small.held()).isBetween(1L, 25L);
        }
    }

    @Test
    void expiredTokensAreNotKept() {
        tokens.token(SERVICE);
        assertThat(tokens.held()).isEqualTo(1);
        clock.pass(ScriptedSource.LIFE);
        assertThat(tokens.held()).isZero();
    }

    @Test
    void whoeverWaitsTooLongIsToldSo() {
        var gate = source.holdUp();
        try (var hasty = tokens(new ExchangeLimits(10_000, 64, Duration.ofMillis(50)))) {
            assertThat(hasty.token(SERVICE))
                    .isInstanceOfSatisfying(
                            SynapseToken.Unavailable.class,
                            late -> assertThat(late.why()).contains("no token within"));
        } finally {
            gate.countDown();
        }
    }

    @Test
    void moreFetchesThanAllowedWaitAndThenFail() throws Exception {
        var gate = source.holdUp();
        try (var narrow = tokens(new ExchangeLimits(10_000, 1, Duration.ofMillis(200)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> narrow.token(user("a", "a")));
            await().until(() -> source.asked().size() == 1);
            assertThat(narrow.token(user("b", "b"))).isInstanceOf(SynapseToken.Unavailable.class);
            assertThat(source.asked()).hasSize(1);
            gate.countDown();
            first.get();
        }
    }

    @Test
    void aSourceThatThrowsIsUnavailableAndItsWordsAreNotRepeated() {
        source.script(_ -> {
            throw new IllegalStateException("client_secret=hunter2");
        });
        assertThat(tokens.token(SERVICE))
                .isInstanceOfSatisfying(
                        SynapseToken.Unavailable.class,
                        thrown -> assertThat(thrown.why())
                                .contains("IllegalStateException")
                                .doesNotContain("hunter2"));
    }

    @Test
    void aMissingLibraryIsNamed() {
        var lazy = new LazyTokenSource(
                () -> {
                    throw new NoClassDefFoundError("com/azure/identity/X");
                },
                "com.azure:azure-identity");
        assertThat(lazy.fetch(SERVICE))
                .isInstanceOfSatisfying(
                        SynapseToken.Unavailable.class,
                        missing -> assertThat(missing.why()).contains("needs com.azure:azure-identity", "Fix:"));
    }

    private HeldTokens tokens(ExchangeLimits limits) {
        return new HeldTokens(
                source,
                new Authorities(Optional.of(AUTHORITY)),
                clock,
                limits,
                (kind, outcome) -> heard.add(kind + " " + outcome));
    }

    private static TokenRequest.AsClient service(String tenant, String clientId) {
        return new TokenRequest.AsClient(AUTHORITY, tenant, clientId, new ClientProof.WorkloadIdentity(), RESOURCE);
    }

    private static TokenRequest.OnBehalfOf user(String name, String assertion) {
        return user("entra", name, assertion);
    }

    private static TokenRequest.OnBehalfOf user(String provider, String name, String assertion) {
        return new TokenRequest.OnBehalfOf(SERVICE, provider, name, Optional.of(name), secret(assertion), Instant.MAX);
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(SynapseToken token) {
        if (token instanceof SynapseToken.Token(var secret, var ignored)) {
            return new String(secret.open(), StandardCharsets.US_ASCII);
        }
        throw new AssertionError("no token but " + token);
    }
}
