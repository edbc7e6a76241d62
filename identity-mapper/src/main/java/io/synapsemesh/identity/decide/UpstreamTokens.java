package io.synapsemesh.identity.decide;

import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.identity.token.VerifiedToken;
import java.util.Optional;

/// Port: the token that goes on to Synapse, for workspaces whose credential the mesh injects. Asked only after the
/// request is allowed, and only for a gateway that proved itself by its certificate. May block. Safe for many threads.
@FunctionalInterface
public interface UpstreamTokens {
    /// @param caller empty if the workload asks for itself
    Upstream token(Workspace workspace, Optional<Bearer> caller);

    /// A caller with a mesh token.
    ///
    /// @param compact the token itself, for an exchange; not to be kept or printed
    record Bearer(VerifiedToken token, String compact) {
        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }

    /// Before anything is wired: requests that need a token are refused.
    static UpstreamTokens none() {
        return (_, _) -> new Upstream.Refused("this control plane has no source of tokens for Synapse");
    }
}
