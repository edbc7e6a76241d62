package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.Outbound;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one document means, once its references are resolved.
sealed interface Resolved {
    record OfTrust(Trust trust) implements Resolved {}

    record OfProvider(Provider provider) implements Resolved {}

    record OfRouteTable(List<RouteTable.Addition> routes, List<RoleDefinition> roles) implements Resolved {}

    /// @param admissions who outside its namespace may name it
    record OfWorkspace(Workspace workspace, Map<String, String> labels, SynapseWorkspace.Admissions admissions)
            implements Resolved {}

    /// By the workspace it acts on.
    record OfBinding(Map<DocumentRef, List<RoleBinding>> targets) implements Resolved {}

    /// By the workspace it acts on.
    record OfPolicy(Map<DocumentRef, List<AccessPolicy>> targets) implements Resolved {}

    record OfProxy(Proxy proxy) implements Resolved {}

    record OfOutbound(Outbound outbound) implements Resolved {}

    /// The workspaces whose policy this document is part of.
    default Set<DocumentRef> actsOn() {
        return switch (this) {
            case OfBinding(var targets) -> targets.keySet();
            case OfPolicy(var targets) -> targets.keySet();
            case OfTrust ignored -> Set.of();
            case OfProvider ignored -> Set.of();
            case OfRouteTable ignored -> Set.of();
            case OfWorkspace ignored -> Set.of();
            case OfProxy ignored -> Set.of();
            case OfOutbound ignored -> Set.of();
        };
    }
}
