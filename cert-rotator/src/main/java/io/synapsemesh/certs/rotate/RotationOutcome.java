package io.synapsemesh.certs.rotate;

import java.util.Optional;

/// What came of a rotation somebody asked for.
public sealed interface RotationOutcome {
    /// @param previousSerial absent if there was none before
    record Rotated(Optional<String> previousSerial, String serial) implements RotationOutcome {}

    /// The held leaf stays in force.
    record Kept(String reason) implements RotationOutcome {}
}
