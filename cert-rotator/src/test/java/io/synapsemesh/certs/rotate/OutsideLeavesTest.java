package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.LeafHistory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An issuer outside that hangs: those who wait for its leaves wait, and nobody else.
@Timeout(60)
class OutsideLeavesTest {
    private static final int SOON_SECONDS = 20;

    private final Fixture fixture = new Fixture();
    private final LeafIssuer here = fixture.authorities().mesh();
    private final Hanging outside = new Hanging();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Leaf> shown = new CopyOnWriteArrayList<>();
    private final LeafRotator rotator = new LeafRotator(
            new LeafSources(
                    name -> name.equals(Fixture.DEV) ? fixture.authorities().issuerOf(name) : outside,
                    name -> name instanceof LeafName.Svid,
                    () -> new TrustBundle(Fixture.DOMAIN, here.anchors())),
            new SvidStore(fixture.svids, fixture.seal()),
            LeafHistory.none(),
            event -> {},
            new Shown(),
            fixture.clock,
            Fixture.RANDOM,
            RotationPolicies.STANDARD);

    @AfterEach
    void release() {
        outside.release.countDown();
        threads.close();
    }

    @Test
    void whatIsSignedHereIsThereWhenWantReturnsAndWhatIsNotFollows() throws Exception {
        rotator.want(List.of(Fixture.sidecarRequest()));
        assertThat(shown).as("nobody was asked yet").isEmpty();
        var look = CompletableFuture.supplyAsync(rotator::tickOutside, threads);
        assertThat(outside.asked.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();

        CompletableFuture.runAsync(
                        () -> rotator.want(
                                List.of(Fixture.sidecarRequest(), Fixture.workspaceRequest(), Fixture.devRequest())),
                        threads)
                .get(SOON_SECONDS, TimeUnit.SECONDS);
        CompletableFuture.runAsync(() -> rotator.order(Fixture.SIDECAR), threads)
                .get(SOON_SECONDS, TimeUnit.SECONDS);
        CompletableFuture.supplyAsync(rotator::tickHere, threads).get(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(look).as("the issuer hangs on").isNotDone();
        assertThat(shown).extracting(Leaf::name).containsExactly(Fixture.DEV);

        outside.release.countDown();
        look.get(SOON_SECONDS, TimeUnit.SECONDS);
        rotator.tickOutside();
        assertThat(shown).extracting(Leaf::name).contains(Fixture.SIDECAR, Fixture.WORKSPACE);
    }

    @Test
    void anOrderedReplacementIsMadeByTheNextLookAndOnce() {
        outside.release.countDown();
        rotator.want(List.of(Fixture.sidecarRequest()));
        rotator.tickOutside();
        var first = rotator.leaf(Fixture.SIDECAR).orElseThrow();
        rotator.order(Fixture.SIDECAR);
        assertThat(rotator.leaf(Fixture.SIDECAR)).contains(first);
        rotator.tickOutside();
        var second = rotator.leaf(Fixture.SIDECAR).orElseThrow();
        assertThat(second.chain().serial()).isNotEqualTo(first.chain().serial());
        rotator.tickOutside();
        assertThat(rotator.leaf(Fixture.SIDECAR)).contains(second);
    }

    @Test
    void whatIsWantedNoMoreWhenItComesIsNotShownAndNotKept() throws Exception {
        rotator.want(List.of(Fixture.sidecarRequest()));
        var look = CompletableFuture.supplyAsync(rotator::tickOutside, threads);
        assertThat(outside.asked.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        rotator.want(List.of());
        outside.release.countDown();
        look.get(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(shown).isEmpty();
        assertThat(fixture.svids.names()).isEmpty();
        assertThat(rotator.certificates()).isEmpty();
    }

    @Test
    void whatIsWantedOtherwiseWhenItComesIsAskedForAgain() throws Exception {
        rotator.want(List.of(LeafRequest.of(Fixture.WORKSPACE, Fixture.HOSTS.subList(0, 1), Duration.ofHours(24))));
        var look = CompletableFuture.supplyAsync(rotator::tickOutside, threads);
        assertThat(outside.asked.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        rotator.want(List.of(Fixture.workspaceRequest()));
        outside.release.countDown();
        Instant again = look.get(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(again).isBeforeOrEqualTo(fixture.clock.instant());
        assertThat(shown).isEmpty();
        rotator.tickOutside();
        assertThat(shown)
                .singleElement()
                .satisfies(leaf -> assertThat(leaf.chain().leaf().getSubjectAlternativeNames())
                        .as("the identity and both hosts")
                        .hasSize(3));
    }

    @Test
    void aFailureIsOfItsOwnLeafAlone() {
        outside.away = true;
        outside.release.countDown();
        rotator.want(List.of(Fixture.sidecarRequest(), Fixture.devRequest()));
        rotator.tick();
        assertThat(rotator.certificates())
                .extracting(CertificateStatus::state)
                .containsExactlyInAnyOrder(CertificateStatus.State.FRESH, CertificateStatus.State.FAILING);
        assertThat(rotator.rotateNow(Fixture.SIDECAR)).isInstanceOf(RotationOutcome.Kept.class);
        outside.away = false;
        assertThat(rotator.rotateNow(Fixture.SIDECAR)).isInstanceOf(RotationOutcome.Rotated.class);
    }

    private final class Hanging implements LeafIssuer {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        volatile boolean away;

        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            asked.countDown();
            try {
                if (!release.await(SOON_SECONDS, TimeUnit.SECONDS)) {
                    throw new IssuanceFailed("nobody let it go");
                }
            } catch (InterruptedException e) {
                throw new IssuanceFailed("interrupted", e);
            }
            if (away) {
                throw new IssuanceFailed("connection refused");
            }
            return here.issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return here.anchors();
        }

        @Override
        public X509Certificate signer() {
            return here.signer();
        }
    }

    private final class Shown implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {
            shown.add(leaf);
        }

        @Override
        public void leafForgotten(LeafName name) {}

        @Override
        public void bundleChanged(TrustBundle bundle) {}
    }
}
