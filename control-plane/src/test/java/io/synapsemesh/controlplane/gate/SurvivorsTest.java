package io.synapsemesh.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SurvivorsTest {
    private static final LeafName NAME = new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly"));

    @TempDir
    Path temp;

    private final HandClock clock = new HandClock();
    private final Survivors survivors = new Survivors(clock);

    /// Any certificate serves: what counts is that one took the place of another under one name.
    @Test
    void onlyALeafThatWasReplacedSurvivesAndItsAgeCountsFromThen() {
        var bundles = new Bundles(temp, clock);
        Leaf old = leaf(bundles.first().anchors().certificates());
        Leaf renewed = leaf(bundles.both().anchors().certificates().stream()
                .filter(certificate -> !bundles.first().anchors().certificates().contains(certificate))
                .toList());
        survivors.leafChanged(old);
        clock.move(Duration.ofHours(1));
        assertThat(survivors.seen(old.chain().fingerprint())).isEmpty();
        survivors.leafChanged(old);
        assertThat(survivors.seen(old.chain().fingerprint())).isEmpty();
        survivors.leafChanged(renewed);
        clock.move(Duration.ofMinutes(5));
        assertThat(survivors.seen(old.chain().fingerprint())).contains(Duration.ofMinutes(5));
        assertThat(survivors.seen(renewed.chain().fingerprint())).isEmpty();
        assertThat(survivors.oldest()).isEqualTo(Duration.ofMinutes(5));
        survivors.leafForgotten(NAME);
        clock.move(Duration.ofMinutes(1));
        assertThat(survivors.seen(renewed.chain().fingerprint())).contains(Duration.ofMinutes(1));
    }

    private static Leaf leaf(List<java.security.cert.X509Certificate> certificates) {
        return new Leaf(NAME, new CertificateChain(certificates), SecretBytes.copyOf(new byte[] {1}));
    }
}
