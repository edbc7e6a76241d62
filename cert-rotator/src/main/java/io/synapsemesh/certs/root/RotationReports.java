package io.synapsemesh.certs.root;

/// Port: where the report of a rotation is signed and kept. Called before the step that ends the rotation is written,
/// so that no rotation ends without one; called again with the same id after a crash in between, and then replaces it.
@FunctionalInterface
public interface RotationReports {
    /// @throws java.io.UncheckedIOException if it cannot be kept; the rotation then does not end yet
    void keep(RotationReport report);
}
