package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The compiled policy of one workspace: what every enforcement point is rendered from, and what [Decider] reads.
/// An endpoint without an entry is switched off.
///
/// @param name the workspace's Azure name, as in Synapse's scope texts
public record PolicyIr(
        DocumentRef workspace,
        String name,
        SpiffeId identity,
        Enforcement enforcement,
        SortedMap<Endpoint, EndpointPolicy> endpoints) {
    public PolicyIr {
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    }
}
