package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// 10,000 identities whose life is an hour of test time, beside the plain uniform draw the planner took the place of.
class RenewalPlannerTest {
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int FLEET = 10_000;
    /// What a minute of issuance is compared by: there are 18 in a window.
    private static final Duration BIN = Duration.ofMinutes(1);

    private record Held(LeafName name, Instant renewAt, Instant notAfter) {}

    /// A fleet that renews at its points, and counts.
    private static final class Fleet {
        final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparing(Held::renewAt));
        final List<Instant> issued = new ArrayList<>();
        Function<RotationPolicy.Window, Instant> draw;
        RenewalPlanner planner = new RenewalPlanner(new Random(7));
        int expired;

        Fleet(boolean planned) {
            var random = new Random(11);
            draw = planned
                    ? window -> planner.choose(window)
                    : window -> window.from().plusMillis((long)
                            (Duration.between(window.from(), window.until()).toMillis() * random.nextDouble()));
        }

        void issue(LeafName name, Instant now) {
            Instant notAfter = now.plus(LIFE);
            Instant renewAt = draw.apply(RotationPolicy.STANDARD.window(now, notAfter));
            assertThat(renewAt).isBetween(now.plus(Duration.ofMinutes(30)), now.plus(Duration.ofMinutes(48)));
            planner.keep(name, renewAt);
            held.add(new Held(name, renewAt, notAfter));
            issued.add(now);
        }

        /// The issuer is there from now on until `until`: what is due is renewed at its point, or at `from` if it is
        /// late.
        void live(Instant from, Instant until) {
            while (held.peek() != null && held.peek().renewAt().isBefore(until)) {
                var due = held.poll();
                Instant now = due.renewAt().isBefore(from) ? from : due.renewAt();
                expired += now.isBefore(due.notAfter()) ? 0 : 1;
                issue(due.name(), now);
            }
        }

        /// The most that was issued in a bin, against what a flat line would be.
        double peakOverMean(Instant from, Instant until) {
            var bins = new int[(int) (Duration.between(from, until).toMillis() / BIN.toMillis())];
            issued.stream()
                    .filter(at -> !at.isBefore(from) && at.isBefore(until))
                    .forEach(at -> bins[
                            (int) Math.min(
                                    bins.length - 1, Duration.between(from, at).toMillis() / BIN.toMillis())]++);
            int peak = 0;
            long sum = 0;
            for (int bin : bins) {
                peak = Math.max(peak, bin);
                sum += bin;
            }
            return peak / (sum / (double) bins.length);
        }

        List<Instant> points() {
            return held.stream().map(Held::renewAt).toList();
        }
    }

    private static Instant at(double minutes) {
        return START.plusMillis((long) (minutes * 60_000));
    }

    private static LeafName name(int i) {
        return new LeafName.Svid(SpiffeId.ofServiceAccount(Fixture.DOMAIN, "n" + i % 100, "a" + i));
    }

    /// All of them at once, as after a lost data directory; then the next three lives.
    private static Fleet restarted(boolean planned) {
        var fleet = new Fleet(planned);
        for (int i = 0; i < FLEET; i++) {
            fleet.issue(name(i), START);
        }
        fleet.issued.clear();
        fleet.live(START, at(240));
        return fleet;
    }

    /// Half the fleet, and the other half twelve minutes later: their windows overlap by six minutes.
    private static Fleet twoWaves(boolean planned) {
        var fleet = new Fleet(planned);
        for (int i = 0; i < FLEET; i++) {
            fleet.issue(name(i), i < FLEET / 2 ? START : at(12));
        }
        fleet.issued.clear();
        fleet.live(at(12), at(240));
        return fleet;
    }

    /// A fleet in its stride loses its issuer for 12 minutes; all that came due is renewed at once when it is back.
    private static Fleet outage(boolean planned) {
        var fleet = restarted(planned);
        fleet.issued.clear();
        fleet.live(at(252), at(252.001));
        fleet.live(at(252.001), at(480));
        return fleet;
    }

    @Test
    void afterAFullRestartIssuanceIsFlatAndNothingExpires() {
        var planned = restarted(true);
        assertThat(planned.expired).isZero();
        assertThat(planned.peakOverMean(at(30), at(48))).isLessThanOrEqualTo(1.1);
        assertThat(planned.peakOverMean(at(120), at(240))).isLessThanOrEqualTo(1.5);
        assertThat(restarted(false).peakOverMean(at(120), at(240)))
                .as("the draw it took the place of")
                .isGreaterThan(1.5);
    }

    @Test
    void twoWavesHaveNoHumpWhereTheirWindowsOverlap() {
        var planned = twoWaves(true);
        var uniform = twoWaves(false);
        assertThat(planned.expired).isZero();
        assertThat(planned.peakOverMean(at(30), at(60))).isLessThanOrEqualTo(1.5);
        assertThat(uniform.peakOverMean(at(30), at(60)))
                .as("the draw it took the place of, else this test shows nothing")
                .isGreaterThan(1.5);
    }

    @Test
    void whatAnOutageBunchedIsSpreadIntoTheValleysOfTheRest() {
        var planned = outage(true);
        var uniform = outage(false);
        assertThat(planned.expired).isZero();
        assertThat(planned.peakOverMean(at(253), at(360))).isLessThanOrEqualTo(1.5);
        assertThat(uniform.peakOverMean(at(253), at(360)))
                .as("the draw it took the place of")
                .isGreaterThan(1.5);
    }

    /// Half the fleet holds its own keys: those points are told to nobody but the planner.
    @Test
    void leavesOnRequestFillTheValleysOfTheOthers() {
        var planner = new RenewalPlanner(new Random(7));
        var points = new ArrayList<Instant>();
        for (int i = 0; i < FLEET / 2; i++) {
            var at = planner.choose(RotationPolicy.STANDARD.window(START, START.plus(LIFE)));
            planner.keep(name(i), at);
            points.add(at);
        }
        Instant later = at(12);
        for (int i = 0; i < FLEET / 2; i++) {
            points.add(planner.spread(RotationPolicy.STANDARD.window(later, later.plus(LIFE)), later));
        }
        var fleet = new Fleet(true);
        fleet.issued.addAll(points);
        assertThat(points).allSatisfy(at -> assertThat(at).isBetween(at(30), at(60)));
        assertThat(fleet.peakOverMean(at(30), at(60))).isLessThanOrEqualTo(1.2);
    }

    @Test
    void pointsOfLeavesOnRequestAreForgottenWhenTheyHavePassed() {
        var planner = new RenewalPlanner(new Random(7));
        for (int i = 0; i < 100; i++) {
            planner.spread(RotationPolicy.STANDARD.window(START, START.plus(LIFE)), START);
        }
        assertThat(planner.size()).isEqualTo(100);
        planner.spread(RotationPolicy.STANDARD.window(at(49), at(109)), at(49));
        assertThat(planner.size()).isEqualTo(1);
    }

    @Test
    void aPlannerThatForgotIsToldAgainByTheLeavesThemselves() {
        var fleet = new Fleet(true);
        for (int i = 0; i < FLEET / 2; i++) {
            fleet.issue(name(i), START);
        }
        var again = new RenewalPlanner(new Random(3));
        fleet.held.forEach(held -> again.keep(held.name(), held.renewAt()));
        fleet.planner = again;
        for (int i = FLEET / 2; i < FLEET; i++) {
            fleet.issue(name(i), at(12));
        }
        fleet.issued.clear();
        fleet.live(at(12), at(60));
        assertThat(fleet.peakOverMean(at(30), at(60))).isLessThanOrEqualTo(1.5);
    }

    @Test
    void whatIsKeptOnceIsCountedOnceAndWhatIsForgottenNotAtAll() {
        var planner = new RenewalPlanner(new Random(1));
        var window = RotationPolicy.STANDARD.window(START, START.plus(LIFE));
        planner.choose(window);
        for (int round = 0; round < 3; round++) {
            planner.keep(name(1), window.from().plusSeconds(round));
        }
        assertThat(planner.size()).isEqualTo(1);
        planner.forget(name(1));
        planner.forget(name(2));
        assertThat(planner.size()).isZero();
    }

    @Test
    void fillsEverySlotOnceBeforeAnyTwice() {
        var planner = new RenewalPlanner(new Random(1));
        var window = RotationPolicy.STANDARD.window(START, START.plus(LIFE));
        long width = RenewalPlanner.slotOf(window).toMillis();
        var slots = new HashSet<Long>();
        for (int i = 0; i < RenewalPlanner.SLOTS; i++) {
            Instant at = planner.choose(window);
            planner.keep(name(i), at);
            slots.add(Math.floorDiv(at.toEpochMilli(), width));
        }
        assertThat(slots).hasSize(RenewalPlanner.SLOTS);
    }

    @Test
    void aWindowOfAFewMillisecondsStillHasAPoint() {
        var planner = new RenewalPlanner(new Random(1));
        for (int millis = 0; millis < 20; millis++) {
            var window = new RotationPolicy.Window(START.plusNanos(999), START.plusMillis(millis));
            assertThat(planner.choose(window)).isBetween(START, START.plusMillis(millis));
        }
    }
}
