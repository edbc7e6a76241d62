package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.RotationPolicy;
import io.synapsemesh.certs.rotate.SvidStore;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import java.time.Duration;
import java.util.List;

/// The rotator with one wanted leaf, in front of the issuer under test: what the product makes of an issuer's answers.
final class OneLeafMesh {
    /// Renewal after 43 to 86 seconds of a day, so that the clock stays near the far side's. Retries as in the product.
    private static final RotationPolicy POLICY =
            new RotationPolicy(0.0005, 0.001, RotationPolicy.STANDARD.retryMin(), RotationPolicy.STANDARD.retryMax());

    private static final Duration DUE_AFTER = Duration.ofSeconds(90);

    private final ShiftedClock clock;
    private final LeafRequest request;
    private final LeafRotator rotator;

    OneLeafMesh(IssuerPeer peer, ShiftedClock clock) {
        this.clock = clock;
        this.request = peer.good();
        var folder = new MemoryStore();
        var seal = new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM);
        this.rotator = new LeafRotator(
                name -> peer.source(),
                () -> new TrustBundle(
                        request.name().identity().trustDomain(), peer.source().anchors()),
                new SvidStore(folder, seal),
                event -> {},
                new Nobody(),
                clock,
                Fixture.RANDOM,
                POLICY);
    }

    /// The first leaf. A far side's first call may be slow on a loaded machine, so it is tried again, as in the
    /// product.
    Leaf started() {
        rotator.want(List.of(request));
        for (int second = 0; second < 60 && rotator.leaf(request.name()).isEmpty(); second++) {
            clock.advance(Duration.ofSeconds(1));
            look();
        }
        return rotator.leaf(request.name()).orElseThrow(() -> new AssertionError(said()));
    }

    /// Past the renewal point of every leaf issued so far.
    void comeDue() {
        clock.advance(DUE_AFTER);
    }

    void look() {
        rotator.tick();
    }

    /// Looks, and finds that the renewal failed and cost nothing.
    void triesInVain(Leaf held) {
        look();
        stillShows(held);
        assertThat(rotator.certificates().getFirst().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(said()).isNotBlank().doesNotContain("PRIVATE KEY", "s.token");
    }

    void stillShows(Leaf held) {
        assertThat(rotator.leaf(request.name())).contains(held);
    }

    /// A leaf that is not `old`, within `most` of the clock, looking every second as the rotation loop would.
    Leaf renewed(Leaf old, Duration most) {
        for (long waited = 0; waited <= most.toSeconds(); waited++) {
            look();
            var shown = rotator.leaf(request.name()).filter(leaf -> !leaf.equals(old));
            if (shown.isPresent()) {
                return shown.get();
            }
            clock.advance(Duration.ofSeconds(1));
        }
        throw new AssertionError("no new leaf within " + most + ": " + said());
    }

    private String said() {
        return rotator.certificates().getFirst().lastError().orElse("");
    }

    private static final class Nobody implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {}

        @Override
        public void leafForgotten(LeafName name) {}

        @Override
        public void bundleChanged(TrustBundle bundle) {}
    }
}
