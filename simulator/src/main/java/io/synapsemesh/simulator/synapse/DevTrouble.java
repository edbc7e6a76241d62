package io.synapsemesh.simulator.synapse;

import java.time.Duration;

/// What is wrong with a `dev` endpoint, for tests of drains, timeouts and retries. Requests are recorded all the same.
public sealed interface DevTrouble {
    /// Nothing is.
    record None() implements DevTrouble {}

    /// The right answer, but only after `delay` (or when the fake closes): a request in flight.
    record Slow(Duration delay) implements DevTrouble {}

    /// This status with an error body of our own wording; no source shows Synapse's.
    record Status(int code) implements DevTrouble {}

    /// The connection ends without an answer.
    record Dropped() implements DevTrouble {}
}
