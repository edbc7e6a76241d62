package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;

/// One workspace with policies of its own, all drawn from one seed.
///
/// @param injects the mesh token stands in `Authorization`, because Synapse gets an injected one
/// @param isOnTrial enforcement Audit
record World(String name, long seed, boolean injects, boolean isOnTrial) {
    static final String NAMESPACE = "analytics";

    DocumentRef ref() {
        return new DocumentRef("SynapseWorkspace", NAMESPACE, name);
    }

    String host(Endpoint endpoint) {
        return endpoint.host(name, "azuresynapse.net");
    }

    @Override
    public String toString() {
        return name;
    }
}
