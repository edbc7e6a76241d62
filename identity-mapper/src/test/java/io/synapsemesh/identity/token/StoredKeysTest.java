package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Keys that rotate, go and come back behind a store, as tokens see them.
final class StoredKeysTest {
    private static final SigningKey FIRST = SigningKey.rsa("first");
    private static final SigningKey SECOND = SigningKey.rsa("second");

    private final MeshOfTests.TestClock clock = new MeshOfTests.TestClock(MeshOfTests.NOW);
    private final Map<String, byte[]> disk = new ConcurrentHashMap<>();
    private final Provider github = fetched(ProviderType.OIDC, MeshOfTests.GITHUB);
    private @Nullable String published = MeshOfTests.jwks(FIRST.jwk());
    private int fetches;
    private TokenVerifier verifier = start();

    @Test
    void aNewKeyIsFetchedForTheFirstTokenThatItSigned() {
        published = MeshOfTests.jwks(FIRST.jwk(), SECOND.jwk());

        assertThat(read(job(SECOND))).isEqualTo("verified");
        assertThat(read(job(FIRST))).isEqualTo("verified");
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void inventedKeyIdsDoNotFetchMoreThanOnceInFiveMinutes() {
        for (int i = 0; i < 100; i++) {
            assertThat(read(job(FIRST).header("kid", "invented-" + i))).isEqualTo("UNKNOWN_KEY");
        }
        assertThat(fetches).isEqualTo(2);

        clock.forward(Duration.ofMinutes(5));
        assertThat(read(job(FIRST).header("kid", "invented"))).isEqualTo("UNKNOWN_KEY");
        assertThat(fetches).isEqualTo(3);
    }

    @Test
    void usersOfKnownKeysStayInFor24HoursWhileTheIssuerIsAwayAcrossARestart() {
        published = null;
        for (int hour = 0; hour < 24; hour++) {
            clock.forward(Duration.ofHours(1));
            if (hour == 12) {
                verifier = start();
            }
            assertThat(read(job(FIRST))).as("hour " + hour).isEqualTo("verified");
            assertThat(read(job(SECOND))).as("hour " + hour).isEqualTo("UNKNOWN_KEY");
        }
    }

    @Test
    void withoutAnyKeysEverybodyIsRefusedAndNotToldWhatFailed() {
        published = null;
        disk.clear();
        verifier = start();

        var refused = (TokenReading.Refused) verifier.read(job(FIRST).mint());

        assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(refused.why()).isEqualTo("there are no keys of the token's issuer (SYN0901)");
    }

    @Test
    void theRingIsTheSameWhileTheKeysAre() {
        var store = store();
        var query = JwksQueries.of(github, github.issuers().getFirst()).orElseThrow();
        store.want(List.of(query));
        var keys = new StoredKeys(store);
        KeyRing before = keys.of(query);

        clock.forward(Duration.ofHours(2));
        store.tick();
        assertThat(keys.of(query)).isSameAs(before);

        published = MeshOfTests.jwks(SECOND.jwk());
        clock.forward(Duration.ofHours(2));
        store.tick();
        assertThat(keys.of(query)).isNotSameAs(before);
    }

    @Test
    void aTrustDomainWithoutABundleHasNoKeysAndSaysWhatIsMissing() {
        var spiffe = fetched(ProviderType.SPIFFE, MeshOfTests.TRUST_DOMAIN);
        assertThat(MeshOfTests.queries(List.of(spiffe))).isEmpty();
        verifier.believe(List.of(spiffe));

        assertThat(verifier.read(MeshOfTests.svid().mint()))
                .isEqualTo(new TokenReading.Refused(
                        Reason.UNKNOWN_KEY,
                        "nothing says where the keys of spiffe://corp.example are",
                        "Set jwks.uri or jwks.inline in the IdentityProvider."));
    }

    @Test
    void bothIssuersOfATenantAskForTheSameKeys() {
        var mesh = new MeshOfTests();

        assertThat(mesh.entra.issuers())
                .map(issuer -> JwksQueries.of(mesh.entra, issuer).orElseThrow())
                .allSatisfy(query -> assertThat(query.issuer()).isEqualTo(MeshOfTests.ENTRA_V2));
    }

    private TokenVerifier start() {
        var store = store();
        store.want(MeshOfTests.queries(List.of(github)));
        var started = new TokenVerifier(new StoredKeys(store), clock);
        started.believe(List.of(github));
        return started;
    }

    private JwksStore store() {
        return new JwksStore(
                this::fetch,
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
                (query, result) -> {},
                Runnable::run,
                clock,
                new Random(1));
    }

    private byte[] fetch(URI uri) {
        fetches++;
        if (published == null) {
            throw new FetchFailed("the issuer is away");
        }
        return published.getBytes(StandardCharsets.UTF_8);
    }

    private String read(Draft draft) {
        return switch (verifier.read(draft.mint())) {
            case TokenReading.Verified ignored -> "verified";
            case TokenReading.Refused refused -> refused.reason().name();
        };
    }

    private Draft job(SigningKey key) {
        long now = clock.instant().getEpochSecond();
        return MeshOfTests.job()
                .claim("nbf", now)
                .claim("iat", now)
                .claim("exp", now + 600)
                .signedBy(key)
                .header("kid", key.kid());
    }

    private static Provider fetched(ProviderType type, String issuer) {
        var source = type == ProviderType.SPIFFE
                ? new Provider.KeySource.Discovery()
                : new Provider.KeySource.Uri(issuer + "/keys");
        var model = MeshOfTests.provider("p", type, "sub", "{}", MeshOfTests.issuer(issuer));
        return new Provider(
                model.name(),
                model.origin(),
                type,
                model.issuers(),
                model.audiences(),
                "sub",
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(),
                source);
    }
}
