package io.synapsemesh.certs.rotate;

import java.time.Instant;

/// What to do with one leaf next.
sealed interface Step {
    /// Nothing before `until`.
    record Keep(Instant until) implements Step {}

    /// Get one: there is none to show, or none that may be shown.
    record Issue(String reason) implements Step {}

    /// Replace a valid one; it stays in force until the new one is there.
    record Renew(String reason) implements Step {}

    /// A renewal or issue is due, but was refused a moment ago.
    record Wait(Instant until, String reason) implements Step {}
}
