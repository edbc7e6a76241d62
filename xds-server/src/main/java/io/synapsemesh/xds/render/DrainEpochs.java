package io.synapsemesh.xds.render;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;

/// How often an endpoint's connections had to be ended because somebody lost it (rules.md C, "A tightening ends
/// what it forbids").
@FunctionalInterface
public interface DrainEpochs {
    /// Nothing was ever ended.
    DrainEpochs NONE = (workspace, endpoint) -> 0;

    int of(DocumentRef workspace, Endpoint endpoint);
}
