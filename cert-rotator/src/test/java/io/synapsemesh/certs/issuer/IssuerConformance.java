package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.Turn;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The conformance suite. Each case gets a peer of its own.
///
/// For every fault the same four things hold: the attempt ends within the issuer's deadline, as a failure or refusal
/// with a reason; the leaf that was held stays in force, byte for byte; no state is terminal: within [#RECOVERY_MAX]
/// after the fault is gone there is a new leaf; nothing that is said contains key or token. The cases do not touch one
/// another: they may run beside each other, and take turns ([Turn]).
public final class IssuerConformance {
    /// Issue 4: "renewal ≤ 60 s after recovery".
    public static final Duration RECOVERY_MAX = Duration.ofSeconds(60);

    /// What a loaded machine may add to a deadline.
    private static final Duration SLACK = Duration.ofSeconds(5);

    private IssuerConformance() {}

    /// All cases that apply to the row. Those that do not are in the row, with their reasons.
    public static DynamicNode of(IssuerRow row) {
        Stream<DynamicNode> tests = Arrays.stream(ConformanceCase.values())
                .filter(c -> !row.notApplicable().containsKey(c))
                .map(c -> DynamicTest.dynamicTest(c.title(), () -> Turn.of(() -> run(row, c))));
        return DynamicContainer.dynamicContainer(row.issuer() + " against " + row.counterpart(), tests);
    }

    private static void run(IssuerRow row, ConformanceCase which) throws Exception {
        Path directory = Files.createTempDirectory("issuer");
        var clock = new ShiftedClock();
        try (var peer = row.opening().open(clock, directory)) {
            switch (which) {
                case GOOD_CSR -> signsAGoodRequest(peer, clock);
                case REFUSED_CSR -> refusesForGood(peer, clock);
                case RATE_LIMITED -> waitsAsLongAsItIsAsked(peer, clock);
                case OUTAGE -> survivesAnOutage(peer, clock);
                case WRONG_CHAIN,
                        WRONG_KEY,
                        EXPIRED,
                        EMPTY_ANSWER,
                        HUGE_ANSWER,
                        SLOW,
                        STALLED,
                        RATE_LIMITED_FOR_DAYS,
                        SERVER_ERROR,
                        TLS_SWAPPED -> keepsTheLeafAndRecovers(peer, clock, which);
            }
        } finally {
            delete(directory);
        }
    }

    private static void signsAGoodRequest(IssuerPeer peer, ShiftedClock clock) {
        var mesh = new OneLeafMesh(peer, clock);
        var first = mesh.started();
        var now = clock.instant();
        var source = peer.source();
        assertThat(ChainLint.check(first.chain(), LeafProfile.of(peer.good()), source.anchors(), now))
                .isEmpty();
        assertThat(ChainLint.isPair(first.privateKey(), first.chain().leaf())).isTrue();
        assertThat(source.anchors().certificates())
                .as("roots stay out of the chain")
                .doesNotContainAnyElementsOf(first.chain().certificates());
        if (source instanceof LeafIssuer issuer) {
            assertThat(ChainLint.leadsTo(first.chain(), issuer.signer(), now)).isTrue();
            assertThat(source.anchors().certificates()).contains(issuer.signer());
        }
        peer.renew();
        mesh.comeDue();
        var second = mesh.renewed(first, RECOVERY_MAX);
        assertThat(second.chain().leaf().getPublicKey())
                .as("a renewal is a new key")
                .isNotEqualTo(first.chain().leaf().getPublicKey());
    }

    private static void refusesForGood(IssuerPeer peer, ShiftedClock clock) {
        new OneLeafMesh(peer, clock).started();
        assertThatThrownBy(() -> attempt(peer, peer.refused()))
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageNotContaining("PRIVATE KEY");
        assertThat(attempt(peer, peer.good()).certificates())
                .as("a refusal of one is nothing to the next")
                .isNotEmpty();
    }

    private static void keepsTheLeafAndRecovers(IssuerPeer peer, ShiftedClock clock, ConformanceCase which) {
        var mesh = new OneLeafMesh(peer, clock);
        var held = mesh.started();
        peer.become(which.fault());
        peer.renew();
        if (which == ConformanceCase.SLOW || which == ConformanceCase.STALLED) {
            Turn.givenAwayFor(() -> tryInVain(peer, mesh, held));
        } else {
            tryInVain(peer, mesh, held);
        }
        peer.become(Fault.NONE);
        peer.renew();
        mesh.renewed(held, RECOVERY_MAX);
    }

    private static void tryInVain(IssuerPeer peer, OneLeafMesh mesh, Leaf held) {
        failsInTime(peer, held);
        mesh.comeDue();
        mesh.triesInVain(held);
    }

    private static void waitsAsLongAsItIsAsked(IssuerPeer peer, ShiftedClock clock) {
        var mesh = new OneLeafMesh(peer, clock);
        var held = mesh.started();
        mesh.comeDue();
        peer.become(Fault.RATE_LIMITED);
        failsInTime(peer, held);
        int asked = peer.calls();
        clock.advance(Duration.ofSeconds(5));
        mesh.triesInVain(held);
        assertThat(peer.calls()).as("not asked again before its time").isEqualTo(asked);
        clock.advance(Duration.ofSeconds(3));
        mesh.triesInVain(held);
        assertThat(peer.calls()).as("asked again after it").isGreaterThan(asked);
        peer.become(Fault.NONE);
        mesh.renewed(held, RECOVERY_MAX);
    }

    /// Ten minutes, looked at every second: long enough for the longest back-off to be reached.
    private static void survivesAnOutage(IssuerPeer peer, ShiftedClock clock) {
        var mesh = new OneLeafMesh(peer, clock);
        var held = mesh.started();
        peer.become(Fault.AWAY);
        peer.renew();
        mesh.comeDue();
        mesh.triesInVain(held);
        for (int second = 0; second < 600; second++) {
            clock.advance(Duration.ofSeconds(1));
            mesh.look();
        }
        mesh.stillShows(held);
        peer.become(Fault.NONE);
        peer.renew();
        mesh.renewed(held, RECOVERY_MAX);
    }

    /// A signer fails; a giver may also say once more what it gave before.
    private static void failsInTime(IssuerPeer peer, Leaf held) {
        long began = System.nanoTime();
        try {
            var given = attempt(peer, peer.good());
            assertThat(peer.source()).as("it answered, but how").isInstanceOf(LeafGiver.class);
            assertThat(given).isEqualTo(held.chain());
        } catch (IssuanceFailed e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1024).doesNotContain("PRIVATE KEY");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(peer.deadline().plus(SLACK));
    }

    /// One attempt at the port itself, judged as whoever calls the port must be able to.
    private static CertificateChain attempt(IssuerPeer peer, LeafRequest request) {
        return switch (peer.source()) {
            case LeafIssuer issuer ->
                issuer.issue(request, LeafKey.generate(Fixture.RANDOM, request).csr());
            case LeafGiver giver -> {
                Leaf leaf = giver.give(request);
                leaf.privateKey().destroy();
                yield leaf.chain();
            }
        };
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
