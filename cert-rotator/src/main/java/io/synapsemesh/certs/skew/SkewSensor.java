package io.synapsemesh.certs.skew;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The median of the last [#WINDOW] differences of each proxy. A median, because a message that was held up somewhere
/// must not look like a wrong clock.
///
/// A clock that is further behind than the backdate refuses new leaves as "not yet valid" (linkerd2#6427); one that is
/// ahead ends old ones too early. Either is said once, with the proxy's name, and once more when it is over.
public final class SkewSensor implements ClockSkew {
    public static final int WINDOW = 31;
    public static final int PROXIES_MAX = 10_000;

    /// Before so many were seen nothing is said.
    static final int ENOUGH = 5;

    private static final Duration OFFSET_MAX = Duration.ofDays(36_525);
    private static final Logger LOG = LoggerFactory.getLogger(SkewSensor.class);

    private final Supplier<Duration> tolerated;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > PROXIES_MAX;
        }
    };

    private static final class Window {
        private final long[] offsets = new long[WINDOW];
        private int count;
        private boolean warned;

        void add(long millis) {
            offsets[count % WINDOW] = millis;
            count = count == Integer.MAX_VALUE ? WINDOW : count + 1;
        }

        Optional<Duration> median() {
            int seen = Math.min(count, WINDOW);
            if (seen < ENOUGH) {
                return Optional.empty();
            }
            long[] sorted = Arrays.copyOf(offsets, seen);
            Arrays.sort(sorted);
            return Optional.of(Duration.ofMillis(sorted[seen / 2]));
        }
    }

    /// @param tolerated the backdate of leaves at this moment: how far behind a clock may be
    public SkewSensor(Supplier<Duration> tolerated) {
        this.tolerated = tolerated;
    }

    @Override
    public synchronized void observed(String proxy, Duration offset) {
        var window = windows.computeIfAbsent(proxy, _ -> new Window());
        window.add(millis(offset));
        window.median().ifPresent(median -> say(proxy, window, median));
    }

    /// Of each proxy that was seen often enough.
    public synchronized SortedMap<String, Duration> medians() {
        var medians = new TreeMap<String, Duration>();
        windows.forEach((proxy, window) -> window.median().ifPresent(m -> medians.put(proxy, m)));
        return medians;
    }

    /// The median that is furthest from zero.
    public Optional<Duration> worst() {
        return medians().values().stream().max(java.util.Comparator.comparing(Duration::abs));
    }

    /// A time that a proxy made up may be too large for milliseconds.
    private static long millis(Duration offset) {
        return offset.abs().compareTo(OFFSET_MAX) <= 0
                ? offset.toMillis()
                : offset.isNegative() ? -OFFSET_MAX.toMillis() : OFFSET_MAX.toMillis();
    }

    private void say(String proxy, Window window, Duration median) {
        Duration backdate = tolerated.get();
        boolean beyond = median.abs().compareTo(backdate) > 0;
        if (beyond && !window.warned) {
            LOG.warn(
                    "the clock of a proxy is off by more than certificates are backdated: proxy={} offset={} "
                            + "backdate={} fix=set its clock or MeshTrust.spec.leaf.backdate",
                    proxy,
                    median,
                    backdate);
        } else if (!beyond && window.warned) {
            LOG.info("the clock of a proxy is right again: proxy={} offset={}", proxy, median);
        }
        window.warned = beyond;
    }
}
