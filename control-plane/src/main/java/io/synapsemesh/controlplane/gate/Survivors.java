package io.synapsemesh.controlplane.gate;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Requests over connections that were opened with a leaf that has been replaced since. Knows the replacements of this
/// process's life; of SQL, where a connection has no requests, only the file log tells. Safe for many threads.
public final class Survivors {
    private static final int REPLACED_MAX = 100_000;

    private final Clock clock;
    private final Map<LeafName, String> present = new HashMap<>();
    private final Map<String, Instant> replaced = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REPLACED_MAX;
        }
    };
    private Duration oldest = Duration.ZERO;

    public Survivors(Clock clock) {
        this.clock = clock;
    }

    public synchronized void leafChanged(Leaf leaf) {
        String fingerprint = leaf.chain().fingerprint();
        String before = present.put(leaf.name(), fingerprint);
        if (before != null && !before.equals(fingerprint)) {
            replaced.put(before, clock.instant());
        }
    }

    public synchronized void leafForgotten(LeafName name) {
        String before = present.remove(name);
        if (before != null) {
            replaced.put(before, clock.instant());
        }
    }

    /// @param fingerprint SHA-256 of the certificate that a request's connection was opened with, as Envoy says
    /// @return how long before it had been replaced, if it had
    public synchronized Optional<Duration> seen(String fingerprint) {
        Optional<Duration> age =
                Optional.ofNullable(replaced.get(fingerprint)).map(at -> Duration.between(at, clock.instant()));
        age.filter(a -> a.compareTo(oldest) > 0).ifPresent(a -> oldest = a);
        return age;
    }

    /// The longest that any was seen after its replacement.
    public synchronized Duration oldest() {
        return oldest;
    }
}
