package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Hands out renewal points so that issuance stays flat: it knows every point that is planned and puts the next one
/// where the fewest are, by chance among equals.
///
/// A uniform draw keeps one mass issue apart, but nothing fills the valleys between two of them: an outage that ends, a
/// second cluster that starts, and the sum of their windows has a hump of twice the mean. The planner needs no clock
/// and no state of its own on disk: the points lie with the leaves, and are told again after a restart.
///
/// Leaves that are signed on request, for keys held elsewhere, are many at once and belong to nobody here: their points
/// count until they have passed, and where the fewest are is found among [#TRIES] slots instead of all. After a restart
/// they count again as their holders come.
///
/// Load is counted in slots of a power of two of milliseconds, [#SLOTS] to twice as many in a window; leaves of the
/// same life share one count. Safe for many threads.
final class RenewalPlanner {
    static final int SLOTS = 512;

    /// The fewest of eight are within a few of the fewest of all (balls into bins, with choices).
    static final int TRIES = 8;

    /// As many leaves on request as a mesh may have leaves, twice over.
    static final int REQUESTED_MAX = 100_000;

    private final RandomGenerator random;
    private final Map<LeafName, Long> points = new HashMap<>();
    private final Map<Integer, Map<Long, Integer>> loads = new HashMap<>();
    private final PriorityQueue<Long> requested = new PriorityQueue<>();
    private final SplittableRandom cheap;

    RenewalPlanner(RandomGenerator random) {
        this.random = random;
        this.cheap = new SplittableRandom(random.nextLong());
    }

    /// A point in the window; it counts only once it is kept.
    synchronized Instant choose(RotationPolicy.Window window) {
        var slots = slots(window);
        return slots.isEmpty() ? slots.anywhere(random) : slots.in(least(slots), random);
    }

    /// A point for a leaf on request; it counts at once, until it has passed.
    synchronized Instant spread(RotationPolicy.Window window, Instant now) {
        while (requested.size() >= REQUESTED_MAX || !requested.isEmpty() && requested.peek() < now.toEpochMilli()) {
            move(requested.remove(), -1);
        }
        var slots = slots(window);
        Instant at = slots.isEmpty() ? slots.anywhere(cheap) : slots.in(lesser(slots), cheap);
        requested.add(at.toEpochMilli());
        move(at.toEpochMilli(), 1);
        return at;
    }

    /// The whole slots of a window, and what is planned in them.
    private record Slots(long from, long until, int level, Map<Long, Integer> load) {
        long first() {
            return ((from - 1) >> level) + 1;
        }

        long end() {
            return until >> level;
        }

        boolean isEmpty() {
            return first() >= end();
        }

        int planned(long slot) {
            return load.getOrDefault(slot, 0);
        }

        Instant in(long slot, RandomGenerator random) {
            return Instant.ofEpochMilli((slot << level) + (long) ((1L << level) * random.nextDouble()));
        }

        Instant anywhere(RandomGenerator random) {
            return Instant.ofEpochMilli(from + (long) ((until - from) * random.nextDouble()));
        }
    }

    private Slots slots(RotationPolicy.Window window) {
        long from = window.from().toEpochMilli();
        long until = window.until().toEpochMilli();
        int level = levelOf(until - from);
        return new Slots(from, until, level, loads.computeIfAbsent(level, this::count));
    }

    /// This leaf is renewed then, whatever was said of it before.
    synchronized void keep(LeafName name, Instant at) {
        Long before = points.put(name, at.toEpochMilli());
        if (before != null) {
            move(before, -1);
        }
        move(at.toEpochMilli(), 1);
    }

    synchronized void forget(LeafName name) {
        Long before = points.remove(name);
        if (before != null) {
            move(before, -1);
        }
    }

    private long least(Slots slots) {
        int fewest = Integer.MAX_VALUE;
        List<Long> among = new ArrayList<>();
        for (long slot = slots.first(); slot < slots.end(); slot++) {
            int planned = slots.planned(slot);
            if (planned < fewest) {
                fewest = planned;
                among.clear();
            }
            if (planned == fewest) {
                among.add(slot);
            }
        }
        return among.get(random.nextInt(among.size()));
    }

    private long lesser(Slots slots) {
        long best = cheap.nextLong(slots.first(), slots.end());
        for (int i = 1; i < TRIES; i++) {
            long other = cheap.nextLong(slots.first(), slots.end());
            best = slots.planned(other) < slots.planned(best) ? other : best;
        }
        return best;
    }

    private Map<Long, Integer> count(int level) {
        var load = new HashMap<Long, Integer>();
        points.values().forEach(at -> load.merge(at >> level, 1, Integer::sum));
        requested.forEach(at -> load.merge(at >> level, 1, Integer::sum));
        return load;
    }

    private void move(long at, int by) {
        loads.forEach((level, load) ->
                load.merge(at >> level, by, (old, change) -> old + change == 0 ? null : Integer.valueOf(old + change)));
    }

    private static int levelOf(long millis) {
        return Math.max(0, 63 - Long.numberOfLeadingZeros(Math.max(1, millis / SLOTS)));
    }

    /// For tests: how many points there are.
    synchronized int size() {
        return points.size() + requested.size();
    }

    /// How wide a slot of this window is.
    static Duration slotOf(RotationPolicy.Window window) {
        return Duration.ofMillis(
                1L << levelOf(Duration.between(window.from(), window.until()).toMillis()));
    }
}
