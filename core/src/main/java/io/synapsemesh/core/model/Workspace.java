package io.synapsemesh.core.model;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Enforcement;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One Synapse workspace as a service of the mesh.
///
/// @param endpoints those that are switched on
public record Workspace(
        Origin origin,
        WorkspaceResourceId resourceId,
        SpiffeId identity,
        SortedMap<Endpoint, EndpointAddress> endpoints,
        Enforcement enforcement,
        UpstreamCredential credential,
        UpstreamTrust upstreamTrust) {
    public Workspace {
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }

    public DocumentRef ref() {
        return origin.document();
    }
}
