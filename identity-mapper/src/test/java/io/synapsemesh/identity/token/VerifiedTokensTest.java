package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is remembered, for whom and for how long.
final class VerifiedTokensTest {
    private final MeshOfTests mesh = new MeshOfTests();
    private final Keys keys = new Keys();
    private final TokenVerifier verifier = new TokenVerifier(keys, mesh.clock);
    private final VerifiedTokens tokens = new VerifiedTokens(verifier, mesh.clock, VerifiedTokens.BYTES_MAX);

    VerifiedTokensTest() {
        verifier.believe(List.of(mesh.entra, mesh.okta));
        keys.put(query(), MeshOfTests.ENTRA_KEY);
    }

    @Test
    void aTokenIsVerifiedOnce() {
        String text = MeshOfTests.user().mint();

        var first = tokens.read(text);
        var second = tokens.read(text);

        assertThat(first).isInstanceOf(TokenReading.Verified.class);
        assertThat(second).isSameAs(first);
    }

    @Test
    void eachTokenHasItsOwnAnswer() {
        var draft = MeshOfTests.user();
        for (int i = 0; i < 50; i++) {
            String id = "user-" + i;
            assertThat(tokens.read(draft.claim("oid", id).mint()))
                    .isInstanceOfSatisfying(
                            TokenReading.Verified.class,
                            verified -> assertThat(verified.token().principal().print())
                                    .endsWith("/" + id));
        }
    }

    @Test
    void anotherSignatureUnderTheSameTextIsNotBelieved() {
        var draft = MeshOfTests.user();
        String text = draft.mint();
        String forged = draft.signedBy(MeshOfTests.STRANGER).mint();

        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);

        assertThat(reason(forged)).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reason(text.substring(0, 9) + "é" + text.substring(10))).isEqualTo(Reason.TOKEN_MALFORMED);
        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);
    }

    @Test
    void anAnswerEndsWithItsToken() {
        String text = MeshOfTests.user().mint();
        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);

        mesh.clock.forward(Duration.ofSeconds(3_660));
        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);

        mesh.clock.forward(Duration.ofSeconds(1));
        assertThat(reason(text)).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    void aKeyThatIsWithdrawnCountsAtOnce() {
        String text = MeshOfTests.user().mint();
        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);

        keys.put(query(), MeshOfTests.ENTRA_EC);

        assertThat(reason(text)).isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void aProviderThatIsGoneCountsAtOnce() {
        String text = MeshOfTests.user().mint();
        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);

        verifier.believe(List.of(mesh.okta));

        assertThat(reason(text)).isEqualTo(Reason.WRONG_ISSUER);
    }

    @Test
    void believingTheSameAgainKeepsTheAnswers() {
        String text = MeshOfTests.user().mint();
        var first = tokens.read(text);

        verifier.believe(List.of(new MeshOfTests().entra, mesh.okta).reversed());

        assertThat(tokens.read(text)).isSameAs(first);
    }

    @Test
    void aRefusalIsNotRemembered() {
        String text = MeshOfTests.user().mint();
        keys.put(query(), MeshOfTests.ENTRA_EC);
        assertThat(reason(text)).isEqualTo(Reason.UNKNOWN_KEY);

        keys.put(query(), MeshOfTests.ENTRA_KEY);

        assertThat(tokens.read(text)).isInstanceOf(TokenReading.Verified.class);
    }

    @Test
    void whatIsRememberedIsBoundedInBytes() {
        var small = new VerifiedTokens(verifier, mesh.clock, 64 << 10);
        for (int i = 0; i < 100; i++) {
            assertThat(small.read(MeshOfTests.user().claim("uti", "u" + i).mint()))
                    .isInstanceOf(TokenReading.Verified.class);
        }

        assertThat(small.size()).isLessThan(20);
        assertThat(small.evicted()).isGreaterThan(80);
    }

    @Test
    void aKeyThatIsNotThereIsAskedForOnlyForATokenThatIsRightOtherwise() {
        var draft = MeshOfTests.user().header("kid", "new");

        assertThat(reason(draft.claim("aud", "other").mint())).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(reason(draft.claim("exp", 1).mint())).isEqualTo(Reason.TOKEN_EXPIRED);
        assertThat(reason(draft.claim("tid", "other").mint())).isEqualTo(Reason.WRONG_TENANT);
        assertThat(keys.asked).hasValue(0);

        assertThat(reason(draft.mint())).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(keys.asked).hasValue(1);
    }

    private Reason reason(String text) {
        return ((TokenReading.Refused) tokens.read(text)).reason();
    }

    private JwksQuery query() {
        return JwksQueries.of(mesh.entra, mesh.entra.issuers().getFirst()).orElseThrow();
    }

    private static final class Keys implements IssuerKeys {
        private final Map<JwksQuery, KeyRing> rings = new ConcurrentHashMap<>();
        private final AtomicInteger asked = new AtomicInteger();

        void put(JwksQuery query, SigningKey key) {
            rings.put(query, KeyRing.parse(MeshOfTests.jwks(key.jwk())));
        }

        @Override
        public KeyRing of(JwksQuery query) {
            return rings.getOrDefault(query, KeyRing.none());
        }

        @Override
        public KeyRing unknownKey(JwksQuery query, String kid) {
            asked.incrementAndGet();
            return of(query);
        }
    }
}
