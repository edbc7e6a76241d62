package io.synapsemesh.certs.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretGateTest {
    private final Fixture fixture = new Fixture();
    private final LeafIssuer issuer = fixture.authorities().mesh();
    private final LeafKey key = LeafKey.generate(Fixture.RANDOM);
    private final CertificateChain chain = issuer.issue(Fixture.workspaceRequest(), key.csr());
    private final Leaf leaf = new Leaf(Fixture.WORKSPACE, chain, key.privateKey());
    private final Instant now = fixture.clock.instant();

    private static Set<String> checks(
            Leaf leaf, LeafRequest request, Optional<Anchors> pushed, X509Certificate signer, Instant now) {
        var names = new HashSet<String>();
        SecretGate.check(new SecretGate.Candidate(leaf, request, pushed, List.of(signer), now))
                .forEach(objection -> names.add(objection.check()));
        return names;
    }

    private Set<String> at(Instant when) {
        return checks(leaf, Fixture.workspaceRequest(), Optional.of(issuer.anchors()), issuer.signer(), when);
    }

    @Test
    void letsAGoodLeafThrough() {
        assertThat(at(now)).isEmpty();
    }

    @Test
    void refusesADateOutsideTheValidityWithSkew() {
        assertThat(at(chain.notAfter())).contains("Validity");
        assertThat(at(chain.notAfter().minusSeconds(1))).isEmpty();
        assertThat(at(chain.notBefore().minus(SecretGate.SKEW).minusSeconds(1))).contains("Validity");
        assertThat(at(now.minus(Duration.ofMinutes(1)))).as("backdated").isEmpty();
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() {
        var other = new Leaf(
                Fixture.WORKSPACE, chain, LeafKey.generate(Fixture.RANDOM).privateKey());
        assertThat(checks(other, Fixture.workspaceRequest(), Optional.of(issuer.anchors()), issuer.signer(), now))
                .containsExactly("PairMatch");
    }

    @Test
    void refusesAChainThatThePushedBundleDoesNotKnow() {
        var stranger = new Fixture().authorities().mesh();
        assertThat(checks(leaf, Fixture.workspaceRequest(), Optional.of(stranger.anchors()), issuer.signer(), now))
                .containsExactly("ChainToBundle");
        assertThat(checks(leaf, Fixture.workspaceRequest(), Optional.of(issuer.anchors()), stranger.signer(), now))
                .containsExactly("Signer");
    }

    @Test
    void refusesAnyLeafWhileNoBundleIsPushed() {
        assertThat(checks(leaf, Fixture.workspaceRequest(), Optional.empty(), issuer.signer(), now))
                .containsExactly("BundlePushed");
    }

    @Test
    void refusesAnotherIdentitysCertificate() {
        assertThat(checks(
                        new Leaf(Fixture.SIDECAR, chain, key.privateKey()),
                        Fixture.sidecarRequest(),
                        Optional.of(issuer.anchors()),
                        issuer.signer(),
                        now))
                .containsExactly("Profile");
    }

    @Test
    void everyCheckCanRefuse() {
        var fired = new HashSet<String>();
        var stranger = new Fixture().authorities().mesh();
        fired.addAll(at(chain.notAfter()));
        fired.addAll(checks(leaf, Fixture.workspaceRequest(), Optional.empty(), stranger.signer(), now));
        fired.addAll(checks(
                new Leaf(
                        Fixture.SIDECAR, chain, LeafKey.generate(Fixture.RANDOM).privateKey()),
                Fixture.sidecarRequest(),
                Optional.of(stranger.anchors()),
                issuer.signer(),
                now));
        assertThat(fired).containsExactlyInAnyOrderElementsOf(SecretGate.checkNames());
    }

    @Test
    void aBundleOfWhichNothingIsValidNowIsRefused() {
        var bundle = new TrustBundle(Fixture.DOMAIN, issuer.anchors());
        assertThat(BundleGate.check(bundle, now)).isEmpty();
        assertThat(BundleGate.check(bundle, now.plus(Duration.ofDays(366))))
                .extracting(Objection::check)
                .containsExactly("OneValidNow");
        assertThat(BundleGate.check(bundle, now.minus(Duration.ofDays(1)))).hasSize(1);
    }

    @Test
    void aBundleWithOneValidRootAmongExpiredOnesPasses() {
        var younger = new Fixture();
        younger.clock.advance(Duration.ofDays(200));
        var both =
                Anchors.of(List.of(issuer.signer(), younger.authorities().mesh().signer()));
        assertThat(BundleGate.check(new TrustBundle(Fixture.DOMAIN, both), now.plus(Duration.ofDays(400))))
                .isEmpty();
    }
}
