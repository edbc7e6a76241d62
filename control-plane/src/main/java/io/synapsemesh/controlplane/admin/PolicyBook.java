package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import java.util.Optional;

/// Port: the compiled policies in force.
public interface PolicyBook {
    /// @param workspace `namespace/name`
    Optional<PolicyIr> policy(String workspace);

    RouteTable routes();

    /// The role that a SynapseRoleBinding in force grants, as its document names it.
    Optional<String> role(DocumentRef binding);

    /// Counts published snapshots: which state of the mesh an answer is about.
    long epoch();
}
