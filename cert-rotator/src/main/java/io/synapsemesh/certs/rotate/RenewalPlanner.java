package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Hands out renewal points so that issuance stays flat: it knows every point that is planned and puts the next one
/// where the fewest are, by chance among equals.
///
/// A uniform draw keeps one mass issue apart, but nothing fills the valleys between two of them: an outage that ends, a
/// second cluster that starts, and the sum of their windows has a hump of twice the mean. The planner needs no clock
/// and no state of its own on disk: the points lie with the leaves, and are told again after a restart.
///
/// Load is counted in slots of a power of two of milliseconds, [#SLOTS] to twice as many in a window; leaves of the
/// same life share one count. Not safe for many threads.
final class RenewalPlanner {
    static final int SLOTS = 512;

    private final RandomGenerator random;
    private final Map<LeafName, Long> points = new HashMap<>();
    private final Map<Integer, Map<Long, Integer>> loads = new HashMap<>();

    RenewalPlanner(RandomGenerator random) {
        this.random = random;
    }

    /// A point in the window; it counts only once it is kept.
    Instant choose(RotationPolicy.Window window) {
        long from = window.from().toEpochMilli();
        long until = window.until().toEpochMilli();
        int level = levelOf(until - from);
        var load = loads.computeIfAbsent(level, this::count);
        long first = ((from - 1) >> level) + 1;
        long end = until >> level;
        if (first >= end) {
            return Instant.ofEpochMilli(from + (long) ((until - from) * random.nextDouble()));
        }
        long slot = least(load, first, end);
        long at = (slot << level) + (long) ((1L << level) * random.nextDouble());
        return Instant.ofEpochMilli(at);
    }

    /// This leaf is renewed then, whatever was said of it before.
    void keep(LeafName name, Instant at) {
        Long before = points.put(name, at.toEpochMilli());
        if (before != null) {
            move(before, -1);
        }
        move(at.toEpochMilli(), 1);
    }

    void forget(LeafName name) {
        Long before = points.remove(name);
        if (before != null) {
            move(before, -1);
        }
    }

    private long least(Map<Long, Integer> load, long first, long end) {
        int fewest = Integer.MAX_VALUE;
        List<Long> among = new ArrayList<>();
        for (long slot = first; slot < end; slot++) {
            int planned = load.getOrDefault(slot, 0);
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

    private Map<Long, Integer> count(int level) {
        var load = new HashMap<Long, Integer>();
        points.values().forEach(at -> load.merge(at >> level, 1, Integer::sum));
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
    int size() {
        return points.size();
    }

    /// How wide a slot of this window is.
    static Duration slotOf(RotationPolicy.Window window) {
        return Duration.ofMillis(
                1L << levelOf(Duration.between(window.from(), window.until()).toMillis()));
    }
}
