package io.synapsemesh.xds.serve;

/// Where the server counts. Names are those of [io.synapsemesh.core.metric.Metrics]; called on hot paths by many
/// threads,
/// so it neither blocks nor throws.
@FunctionalInterface
public interface Counters {
    /// @param label the value of the metric's one label
    /// @param amount negative where a gauge goes down
    void add(String metric, String label, long amount);

    /// Counts nothing.
    static Counters none() {
        return (_, _, _) -> {};
    }
}
