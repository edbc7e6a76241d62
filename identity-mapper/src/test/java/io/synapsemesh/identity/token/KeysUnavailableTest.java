package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.JwksQuery;
import io.synapsemesh.identity.jwks.JwksResult;
import io.synapsemesh.identity.jwks.JwksStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Class 12 of the pitfalls: while an issuer's keys cannot be had, another product put a key of its own in their place,
/// with its private half in reach (CVE-2026-31837). Here there is no key then, for anybody, and every token of that
/// issuer is refused until the issuer answers.
final class KeysUnavailableTest {
    private static final SigningKey KEY = SigningKey.rsa("one");
    private static final String GOOD = MeshOfTests.jwks(KEY.jwk());
    /// A store without keys tries again after 11 minutes at the latest.
    private static final Duration AFTER_ANY_RETRY = Duration.ofMinutes(12);

    private final MeshOfTests.TestClock clock = new MeshOfTests.TestClock(MeshOfTests.NOW);
    private final Provider github = fetched(MeshOfTests.GITHUB);
    private final JwksQuery query = MeshOfTests.queries(List.of(github)).getFirst();
    private final Map<String, byte[]> disk = new TreeMap<>();
    private final List<JwksResult> told = new ArrayList<>();
    private Optional<String> published = Optional.empty();
    private final JwksStore store = store();
    private final TokenVerifier verifier = new TokenVerifier(new StoredKeys(store), clock);

    KeysUnavailableTest() {
        verifier.believe(List.of(github));
        store.want(List.of(query));
    }

    @Test
    void withoutKeysThereIsNoKeyAndEveryTokenIsRefused() {
        assertThat(store.result(query)).isEqualTo(new JwksResult.Missing("the issuer is away"));
        assertThat(told).as("nothing but its lack is passed on").containsExactly(store.result(query));
        assertThat(disk).as("nothing is kept for later").isEmpty();
        for (Draft draft : List.of(
                job(),
                job().withoutHeader("kid"),
                job().header("kid", "placeholder"),
                job().signedBy(MeshOfTests.STRANGER),
                job().signedBy(MeshOfTests.STRANGER).withoutHeader("kid"))) {
            assertThat(reason(draft)).as(draft.header().toString()).isEqualTo(Reason.UNKNOWN_KEY);
        }

        answer(GOOD);
        assertThat(verifier.read(job().mint())).isInstanceOf(TokenReading.Verified.class);
    }

    @Test
    void aTokenBringsNoKeyOfItsOwnIntoTheGap() {
        for (String member : List.of("jwk", "jku", "x5u", "x5c")) {
            Object value = member.equals("jwk") ? MeshOfTests.STRANGER.jwk() : "https://keys.example/jwks";
            assertThat(verifier.read(job().signedBy(MeshOfTests.STRANGER)
                            .header(member, value)
                            .mint()))
                    .as(member)
                    .isInstanceOf(TokenReading.Refused.class);
        }
        assertThat(verifier.read(job().header("alg", "none")
                        .afterwards(KeysUnavailableTest::unsigned)
                        .mint()))
                .isInstanceOf(TokenReading.Refused.class);
        assertThat(store.result(query)).isInstanceOf(JwksResult.Missing.class);

        answer(GOOD);
        assertThat(verifier.read(job().mint())).isInstanceOf(TokenReading.Verified.class);
    }

    /// What a set that publishes a private key signs, anybody can sign.
    @Test
    void aSetWithAUsablePrivateOrSharedKeyIsNoKeysAtAll() {
        for (String bad : List.of(
                MeshOfTests.jwks(MeshOfTests.with(KEY.jwk(), "d", "AQAB")),
                MeshOfTests.jwks(KEY.jwk(), Map.of("kty", "oct", "k", "c2VjcmV0", "kid", "shared")),
                "{\"keys\":[]}")) {
            answer(bad);
            assertThat(store.result(query)).as(bad).isInstanceOf(JwksResult.Missing.class);
            assertThat(reason(job())).as(bad).isEqualTo(Reason.UNKNOWN_KEY);
        }
        assertThat(disk).isEmpty();

        answer(GOOD);
        assertThat(verifier.read(job().mint())).isInstanceOf(TokenReading.Verified.class);
    }

    /// Keys that were good stay so; they do not become anybody else's.
    @Test
    void anIssuerThatGoesAwayKeepsItsOwnKeysAndGetsNoOthers() {
        answer(GOOD);
        published = Optional.empty();
        clock.forward(Duration.ofHours(2));
        store.tick();

        assertThat(store.result(query))
                .isInstanceOfSatisfying(
                        JwksResult.Stale.class,
                        stale -> assertThat(stale.json())
                                .contains("\"kid\":\"one\"")
                                .doesNotContain("\"d\"", "\"k\":"));
        assertThat(verifier.read(job().mint())).isInstanceOf(TokenReading.Verified.class);
        assertThat(reason(job().signedBy(MeshOfTests.STRANGER))).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reason(job().signedBy(MeshOfTests.STRANGER).header("kid", "placeholder")))
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    private void answer(String jwks) {
        published = Optional.of(jwks);
        clock.forward(AFTER_ANY_RETRY);
        store.tick();
    }

    private Reason reason(Draft draft) {
        return switch (verifier.read(draft.mint())) {
            case TokenReading.Verified verified -> Reason.GRANTED;
            case TokenReading.Refused refused -> refused.reason();
        };
    }

    private static String unsigned(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    private Draft job() {
        long now = clock.instant().getEpochSecond();
        return MeshOfTests.job()
                .claim("nbf", now)
                .claim("iat", now)
                .claim("exp", now + 600)
                .signedBy(KEY)
                .header("kid", KEY.kid());
    }

    private JwksStore store() {
        return new JwksStore(
                uri -> published
                        .orElseThrow(() -> new FetchFailed("the issuer is away"))
                        .getBytes(StandardCharsets.UTF_8),
                new JwksArchive() {
                    @Override
                    public Optional<byte[]> read(String name) {
                        return Optional.ofNullable(disk.get(name));
                    }

                    @Override
                    public void write(String name, byte[] content) {
                        disk.put(name, content);
                    }
                },
                (changed, result) -> told.add(result),
                Runnable::run,
                clock,
                new Random(1));
    }

    private static Provider fetched(String issuer) {
        var model = MeshOfTests.provider("p", ProviderType.OIDC, "sub", "{}", MeshOfTests.issuer(issuer));
        return new Provider(
                model.name(),
                model.origin(),
                model.type(),
                model.issuers(),
                model.audiences(),
                "sub",
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(),
                new Provider.KeySource.Uri(issuer + "/keys"));
    }
}
