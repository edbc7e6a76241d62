package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.history.MemorySegments;
import io.synapsemesh.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody who gives leaves replaces them when they like.
class GivenLeavesTest {
    private final Fixture fixture = new Fixture();
    private final MemorySegments history = new MemorySegments();
    private final Giver giver = new Giver(fixture.authorities().mesh());
    private final List<Leaf> shown = new ArrayList<>();
    private final LeafRotator rotator = new LeafRotator(
            new LeafSources(
                    name -> giver,
                    name -> name instanceof LeafName.Svid,
                    () -> new TrustBundle(Fixture.DOMAIN, giver.anchors())),
            new SvidStore(fixture.svids, fixture.seal()),
            new LeafHistory(history),
            event -> {},
            new Shown(),
            fixture.clock,
            Fixture.RANDOM,
            RotationPolicies.STANDARD);

    @BeforeEach
    void start() {
        rotator.want(List.of(Fixture.sidecarRequest()));
        rotator.tick();
    }

    private CertificateStatus row() {
        return rotator.certificates().getFirst();
    }

    /// Looks whenever the rotator asks to.
    private void live(Duration span) {
        Instant end = fixture.clock.instant().plus(span);
        for (Instant next = rotator.tick(); next.isBefore(end); next = rotator.tick()) {
            fixture.clock.set(
                    next.isAfter(fixture.clock.instant())
                            ? next
                            : fixture.clock.instant().plusMillis(1));
        }
        fixture.clock.set(end);
        rotator.tick();
    }

    @Test
    void theirNewLeafIsShownAtTheNextLookLongBeforeOurRenewalPoint() {
        assertThat(shown).hasSize(1);
        fixture.clock.advance(Duration.ofMinutes(5));
        giver.renew();
        Instant asked = fixture.clock.instant();
        live(LeafRotator.LOOK_MAX);
        assertThat(shown).hasSize(2);
        assertThat(shown.getLast().chain()).isEqualTo(giver.chain());
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
        assertThat(row().renewAt()).hasValueSatisfying(at -> assertThat(at).isAfter(asked.plus(Duration.ofHours(11))));
        assertThat(HistoryCheck.of(history).lines()).isEqualTo(2);
    }

    @Test
    void whileTheyHaveNothingNewNothingIsGivenAndNothingNoted() {
        int given = giver.given;
        live(Duration.ofHours(11));
        assertThat(giver.looks).isGreaterThan(1000);
        assertThat(giver.given).as("no key was read").isEqualTo(given);
        assertThat(shown).hasSize(1);
        assertThat(HistoryCheck.of(history).lines()).isEqualTo(1);
    }

    @Test
    void whenTheyStopTheRowSaysSoAndSaysSoNoMoreWhenTheyAreBack() {
        giver.away = true;
        live(Duration.ofMinutes(2));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(row().lastError()).contains("the agent is away");
        assertThat(rotator.leaf(Fixture.SIDECAR)).as("it is valid").isPresent();
        giver.away = false;
        live(Duration.ofSeconds(59));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
        assertThat(row().lastError()).isEmpty();
        assertThat(shown).as("the held one was good all the time").hasSize(1);
        assertThat(HistoryCheck.of(history).lines()).isEqualTo(1);
    }

    @Test
    void aNewLeafThatMayNotBeShownLeavesTheOldOneAndIsSaid() {
        var held = rotator.leaf(Fixture.SIDECAR);
        giver.stranger = true;
        giver.renew();
        live(Duration.ofMinutes(2));
        assertThat(rotator.leaf(Fixture.SIDECAR)).isEqualTo(held);
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(row().lastError())
                .hasValueSatisfying(error -> assertThat(error).startsWith("SYN0802"));
        assertThat(HistoryCheck.of(history).lines()).isEqualTo(1);
        giver.stranger = false;
        giver.renew();
        live(Duration.ofSeconds(59));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
        assertThat(shown).hasSize(2);
    }

    @Test
    void pastOurRenewalPointTheSameLeafIsAFailure() {
        live(Duration.ofHours(20));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(row().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("has nothing newer"));
    }

    private final class Giver implements LeafGiver {
        private final LeafIssuer real;
        private final LeafIssuer other = new Fixture().authorities().mesh();
        boolean away;
        boolean stranger;
        int looks;
        int given;
        private Pair pair;

        private record Pair(CertificateChain chain, byte[] key) {
            static Pair by(LeafIssuer signer) {
                var made = LeafKey.generate(Fixture.RANDOM);
                var chain = signer.issue(Fixture.sidecarRequest(), made.csr());
                return new Pair(chain, made.privateKey().open());
            }
        }

        Giver(LeafIssuer real) {
            this.real = real;
            this.pair = Pair.by(real);
        }

        void renew() {
            pair = Pair.by(stranger ? other : real);
        }

        CertificateChain chain() {
            return pair.chain();
        }

        @Override
        public String name() {
            return "giver";
        }

        @Override
        public Anchors anchors() {
            return real.anchors();
        }

        @Override
        public Leaf give(LeafRequest request) {
            given++;
            requirePresent();
            return new Leaf(request.name(), pair.chain(), SecretBytes.copyOf(pair.key()));
        }

        @Override
        public boolean hasOther(LeafRequest request, java.security.cert.X509Certificate held) {
            looks++;
            requirePresent();
            return !pair.chain().leaf().equals(held);
        }

        private void requirePresent() {
            if (away) {
                throw new IssuanceFailed("the agent is away");
            }
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
