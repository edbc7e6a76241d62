package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.history.MemorySegments;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Leaves over keys that are with their owners: planned and noted as those that are held.
class SignedOnRequestTest {
    private final Fixture fixture = new Fixture();
    private final MemorySegments segments = new MemorySegments();
    private final LeafRotator rotator = new LeafRotator(
            name -> fixture.authorities().mesh(),
            () -> fixture.authorities().mesh().bundle(),
            new SvidStore(fixture.svids, fixture.seal()),
            new LeafHistory(segments),
            event -> {},
            new Nobody(),
            fixture.clock,
            Fixture.RANDOM,
            RotationPolicies.STANDARD);
    private final CertificateChain chain = fixture.authorities()
            .mesh()
            .issue(Fixture.sidecarRequest(), LeafKey.generate(Fixture.RANDOM).csr());

    private Instant signed() {
        return rotator.signedOnRequest(Fixture.SIDECAR, chain, fixture.clock.instant());
    }

    @Test
    void itsHolderComesAgainInTheSameWindowAsAllOthers() {
        Instant now = fixture.clock.instant();
        assertThat(signed()).isBetween(now.plus(Duration.ofHours(12)), now.plus(Duration.ofMinutes(1152)));
    }

    @Test
    void nothingIsWrittenBeforeTheCallerHasItsAnswerAndAllAtTheNextLook() {
        for (int i = 0; i < 5; i++) {
            signed();
        }
        assertThat(segments.files).isEmpty();
        rotator.tickHere();
        assertThat(HistoryCheck.of(segments).lines()).isEqualTo(5);
        signed();
        rotator.close();
        assertThat(HistoryCheck.of(segments).lines()).isEqualTo(6);
        assertThat(HistoryCheck.of(segments).broken()).isEmpty();
    }

    @Test
    void noMoreThanABoundWaitAndADiskThatIsAwayRefusesTheNextOne() {
        for (int i = 0; i <= RequestedHistory.WAITING_MAX; i++) {
            signed();
        }
        assertThat(HistoryCheck.of(segments).lines()).isEqualTo(RequestedHistory.WAITING_MAX);
        segments.failAfterBytes = 0;
        for (int i = 1; i < RequestedHistory.WAITING_MAX; i++) {
            signed();
        }
        rotator.tickHere();
        assertThatThrownBy(this::signed).isInstanceOf(UncheckedIOException.class);
        segments.failAfterBytes = Integer.MAX_VALUE;
        rotator.tickHere();
        assertThat(HistoryCheck.of(segments).lines()).isEqualTo(2 * RequestedHistory.WAITING_MAX);
    }

    @Test
    void bothKindsStandInOneChain() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        signed();
        rotator.rotateNow(Fixture.WORKSPACE);
        rotator.close();
        assertThat(HistoryCheck.of(segments).lines()).isEqualTo(3);
        assertThat(HistoryCheck.of(segments).broken()).isEmpty();
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
