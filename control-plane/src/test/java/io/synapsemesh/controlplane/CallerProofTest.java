package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.federation.CallerProof;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who speaks for a trust domain at our bundle endpoint, and who does not.
final class CallerProofTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String SPEAKER = "spiffe://partner.example/synapsemesh/control-plane";
    private static final String WORKLOAD = "spiffe://partner.example/ns/a/sa/b";

    private final SigningRoot root = new SigningRoot("partner");
    private final SigningRoot foreign = new SigningRoot("partner");
    private final TrustDomain partner = TrustDomain.parse("partner.example");
    private final TrustDomain supplier = TrustDomain.parse("supplier.example");

    private Optional<SpiffeId> proven(SigningRoot.Signed shown) {
        return proof().of(List.of(shown.leaf()));
    }

    /// Two peers, each under a root of its own.
    private CallerProof proof() {
        return new CallerProof(domain -> {
            if (domain.equals(partner)) {
                return Optional.of(speakers(partner, root));
            }
            return domain.equals(supplier) ? Optional.of(speakers(supplier, foreign)) : Optional.empty();
        });
    }

    private static CallerProof.Speakers speakers(TrustDomain domain, SigningRoot root) {
        var bundle = new TrustBundle(domain, Anchors.of(List.of(root.certificate())));
        return new CallerProof.Speakers(bundle, Set.of(SpiffeId.ofControlPlane(domain)));
    }

    @Test
    void theControlPlaneOfAPeerSpeaksForIt() {
        assertThat(proven(root.leaf(HOUR, SPEAKER))).contains(SpiffeId.parse(SPEAKER));
    }

    @Test
    void nobodySpeaksForAPeerWithoutACertificate() {
        assertThat(proof().of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WORKLOAD,
                "spiffe://partner.example/synapsemesh/control-plane/x",
                "spiffe://other.example/synapsemesh/control-plane",
                "spiffe://supplier.example/synapsemesh/control-plane",
                "https://partner.example/synapsemesh/control-plane"
            })
    void anotherNameUnderThePeersRootDoesNot(String name) {
        assertThat(proven(root.leaf(HOUR, name))).isEmpty();
    }

    @Test
    void itsNameUnderAnotherRootDoesNotAlsoNotUnderAnotherPeers() {
        assertThat(proven(foreign.leaf(HOUR, SPEAKER))).isEmpty();
    }

    @Test
    void severalNamesOrNoneDoNot() {
        assertThat(proven(root.leaf(HOUR, SPEAKER, WORKLOAD))).isEmpty();
        assertThat(proven(root.leaf(HOUR))).isEmpty();
    }

    @Test
    void aCertificateThatEndedDoesNot() {
        assertThat(proven(root.leaf(Duration.ofSeconds(-5), SPEAKER))).isEmpty();
    }

    @Test
    void anAuthorityIsNoLeaf() {
        assertThat(proof().of(List.of(root.certificate()))).isEmpty();
    }
}
