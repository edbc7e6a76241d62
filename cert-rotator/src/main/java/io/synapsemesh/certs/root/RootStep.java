package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.List;

/// What to do with one authority next. Each but the first two and [Ask] is one write.
public sealed interface RootStep {
    /// Nothing before `until`.
    record Keep(Instant until) implements RootStep {}

    /// Something is missing that no clock brings.
    ///
    /// @param names who or what is waited for, in order
    record Wait(String reason, List<String> names) implements RootStep {}

    /// Make NEXT and hand it out.
    record Prepare(String reason) implements RootStep {}

    /// Find out whether NEXT could sign. Writes nothing.
    record Ask() implements RootStep {}

    /// Say aloud that the deadline passed (SYN0803). Changes nothing else.
    record Alarm(List<String> names) implements RootStep {}

    /// NEXT signs from now on.
    record Activate() implements RootStep {}

    /// No leaf of the old root is live: the drain begins.
    record BeginDrain() implements RootStep {}

    /// The old root leaves the bundle.
    record Retire(String reason) implements RootStep {}

    /// The new root leaves the bundle: the rollback is complete.
    record Withdraw() implements RootStep {}
}
