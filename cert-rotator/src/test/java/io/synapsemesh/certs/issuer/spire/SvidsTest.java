package io.synapsemesh.certs.issuer.spire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.issuer.TestCa;
import io.synapsemesh.certs.issuer.spire.v1.X509SVID;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Reading one message of an agent.
final class SvidsTest {
    private final TestClock clock = new TestClock();
    private final TestCa ours = new TestCa("ours", clock.instant());
    private final TestCa theirs = new TestCa("theirs", clock.instant());

    @Test
    void takesOurOwnTrustDomainAndNoOthersBundle() {
        var svids = read(svid("spiffe://other.example/ns/etl/sa/nightly", theirs), svid(Fixture.SIDECAR.text(), ours));
        assertThat(svids.entries()).containsOnlyKeys(Fixture.SIDECAR.identity());
        assertThat(svids.anchors().orElseThrow().certificates()).containsExactly(ours.root());
    }

    @Test
    void doesNotFoldTheCaseOfTrustDomains() {
        var svids = read(svid("spiffe://Corp.Example/ns/etl/sa/nightly", theirs), svid(Fixture.SIDECAR.text(), ours));
        assertThat(svids.entries()).containsOnlyKeys(Fixture.SIDECAR.identity());
        assertThat(svids.anchors().orElseThrow().certificates()).containsExactly(ours.root());
    }

    @Test
    void anEntryThatCannotBeReadFailsForItselfAlone() {
        var bad = svid(Fixture.WORKSPACE.text(), ours).toBuilder()
                .setX509Svid(ByteString.copyFromUtf8("not DER"))
                .build();
        var svids = read(bad, svid(Fixture.SIDECAR.text(), ours));
        assertThat(svids.entries().get(Fixture.WORKSPACE.identity())).isInstanceOf(Svids.Unreadable.class);
        assertThat(svids.entries().get(Fixture.SIDECAR.identity())).isInstanceOf(Svids.Readable.class);
    }

    @Test
    void theFirstOfAnIdentityCounts() {
        var first = svid(Fixture.SIDECAR.text(), ours);
        var svids = read(first, svid(Fixture.SIDECAR.text(), ours));
        assertThat(svids.entries().get(Fixture.SIDECAR.identity()))
                .isInstanceOfSatisfying(
                        Svids.Readable.class,
                        readable -> assertThat(Pem.der(readable.chain().getFirst()))
                                .isEqualTo(first.getX509Svid().toByteArray()));
    }

    @Test
    void anEmptyMessageIsNoMessage() {
        assertThatThrownBy(() -> Svids.of(X509SVIDResponse.getDefaultInstance(), Fixture.DOMAIN))
                .isInstanceOf(IssuanceFailed.class);
    }

    @Test
    void printsNoKey() {
        assertThat(read(svid(Fixture.SIDECAR.text(), ours)).toString()).contains("[redacted]");
    }

    private static Svids read(X509SVID... svids) {
        return Svids.of(
                X509SVIDResponse.newBuilder().addAllSvids(List.of(svids)).build(), Fixture.DOMAIN);
    }

    private X509SVID svid(String id, TestCa ca) {
        var pair = LeafKey.p256(Fixture.RANDOM);
        var leaf = ca.leaf(pair.getPublic(), Optional.of(id), List.of(), clock.instant(), Duration.ofHours(1));
        return X509SVID.newBuilder()
                .setSpiffeId(id)
                .setX509Svid(ByteString.copyFrom(Pem.der(leaf)))
                .setX509SvidKey(ByteString.copyFrom(pair.getPrivate().getEncoded()))
                .setBundle(ByteString.copyFrom(Pem.der(ca.root())))
                .build();
    }
}
