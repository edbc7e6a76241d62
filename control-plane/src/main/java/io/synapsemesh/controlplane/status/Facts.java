package io.synapsemesh.controlplane.status;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.Optional;

/// What is known of one document, gathered from everywhere.
///
/// @param generation of the version in force; 0 if none is
/// @param diagnostics about it, of any stage
public record Facts(
        DocumentRef document,
        long generation,
        Text text,
        List<Diagnostic> diagnostics,
        Programming programming,
        Optional<Certificate> certificate) {
    public Facts {
        diagnostics = diagnostics.stream().sorted().toList();
    }

    /// How the newest text of the document stands.
    public enum Text {
        IN_FORCE,
        /// Bad or gone; the last good version is in force.
        STALE,
        /// Bad, and no version is in force.
        REFUSED
    }

    /// How far it came to proxies.
    public sealed interface Programming {
        /// Every proxy that needs it took it.
        record Done() implements Programming {}

        /// No proxy needs it.
        record NoTargets() implements Programming {}

        /// @param proxies some that have not answered yet
        record Waiting(List<String> proxies) implements Programming {}

        /// @param message the proxy's own words
        record Rejected(String proxy, String type, String resource, String message) implements Programming {}
    }

    /// The leaf of a workspace or proxy.
    public sealed interface Certificate {
        record Fresh() implements Certificate {}

        record Pending() implements Certificate {}

        record RenewalFailing(String error) implements Certificate {}

        record Expired(String error) implements Certificate {}
    }
}
