package io.synapsemesh.core.model;

import io.synapsemesh.core.secret.SecretEntry;
import java.util.Optional;

/// Which token goes on to Synapse (rules.md A, "Two tokens, one place"). Client ids and tenants are in lower case.
public sealed interface UpstreamCredential {
    UpstreamCredential PASS_THROUGH = new PassThrough();

    /// The caller's own, which the mesh neither reads nor makes.
    record PassThrough() implements UpstreamCredential {}

    /// One exchanged for the caller's mesh token.
    ///
    /// @param provider the IdentityProvider whose tokens can be exchanged; those of any other cannot
    /// @param clientId the mesh's app registration
    record OnBehalfOf(String provider, String clientId, ClientProof proof) implements UpstreamCredential {}

    /// That of a managed identity of the machine.
    ///
    /// @param clientId empty for the system-assigned one
    record ManagedIdentity(Optional<String> clientId) implements UpstreamCredential {}

    /// That of a service principal.
    record ServicePrincipal(String tenant, String clientId, ClientProof proof) implements UpstreamCredential {}

    /// How a client proves to Entra that it is itself.
    sealed interface ClientProof {
        /// A client secret, kept elsewhere.
        record Secret(SecretEntry entry) implements ClientProof {}

        /// A federated token of the workload, from a file that its platform renews.
        record WorkloadIdentity() implements ClientProof {}
    }

    default String documentName() {
        return switch (this) {
            case PassThrough() -> "passThrough";
            case OnBehalfOf ignored -> "onBehalfOf";
            case ManagedIdentity ignored -> "managedIdentity";
            case ServicePrincipal ignored -> "servicePrincipal";
        };
    }

    /// Whether the mesh puts a token into requests to Synapse.
    default boolean injects() {
        return !(this instanceof PassThrough);
    }
}
