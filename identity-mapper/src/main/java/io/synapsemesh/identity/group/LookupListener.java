package io.synapsemesh.identity.group;

import java.time.Duration;

/// Told of look-ups, for metrics. Must not block.
public interface LookupListener {
    LookupListener NONE = new LookupListener() {};

    /// A directory was asked.
    default void answered(String provider, GroupAnswer answer, Duration took) {}

    /// A directory's answer was used for a decision.
    ///
    /// @param age how old it was by then
    default void used(String provider, Duration age) {}

    /// A question was not asked because too many are open.
    default void limitReached() {}
}
