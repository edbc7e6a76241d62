package io.synapsemesh.documents.v1alpha1;

/// The `spec` of a document, one record a kind. Sealed here, at the root, for the stages that follow; inside the wire
/// shape nothing is sealed, because a CRD cannot say it.
public sealed interface Spec
        permits IdentityProvider,
                MeshProxy,
                MeshTrust,
                SynapseAccessPolicy,
                SynapseOutbound,
                SynapseRoleBinding,
                SynapseRouteTable,
                SynapseWorkspace {}
