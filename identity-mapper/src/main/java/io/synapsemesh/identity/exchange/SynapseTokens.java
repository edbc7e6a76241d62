package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.model.Workspace;
import java.util.Optional;

/// Port: the token that goes to Synapse with a request that is allowed. May block for a few seconds where nothing is
/// held; safe for many threads. Total: whatever fails is an answer.
@FunctionalInterface
public interface SynapseTokens {
    /// @param caller empty if the workload asks for itself
    SynapseToken token(Workspace workspace, Optional<MeshToken> caller);
}
