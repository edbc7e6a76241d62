package io.synapsemesh.certs.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.PemReader;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.golden.GoldenCases;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BundleWriterTest {
    private static final long SEQUENCE = -1;

    @TestFactory
    Stream<DynamicTest> writesAsWrittenDown() {
        return GoldenCases.in("bundle", golden -> {
            byte[] json =
                    BundleWriter.write(bundle(golden.read("in-roots.pem")), 1_795_262_400L, Duration.ofMinutes(5));
            return Map.of("out-bundle.json", new String(json, StandardCharsets.UTF_8));
        });
    }

    /// The largest sequence too, which is negative to Java.
    @Test
    void whatIsWrittenIsReadStrictlyAndTheSame() {
        TrustBundle ours = new Fixture().authorities().mesh().bundle();
        var read = BundleDocument.parse(BundleWriter.write(ours, SEQUENCE, Duration.ofMinutes(5)), ours.trustDomain());
        assertThat(read.sequence()).contains(SEQUENCE);
        assertThat(read.refreshHint()).contains(Duration.ofMinutes(5));
        assertThat(read.ignoredKeys()).isZero();
        assertThat(read.authorities()).isEqualTo(ours.anchors().certificates());
        assertThat(read.trusted(new Fixture().clock.instant())).contains(ours);
    }

    private static TrustBundle bundle(byte[] pem) {
        var roots = PemReader.read(pem).stream()
                .map(block -> Pem.certificate(block.der().open()))
                .toList();
        return new TrustBundle(Fixture.DOMAIN, Anchors.of(roots));
    }
}
