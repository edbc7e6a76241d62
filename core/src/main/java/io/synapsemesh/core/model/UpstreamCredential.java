package io.synapsemesh.core.model;

import io.synapsemesh.core.secret.SecretEntry;
import java.util.Optional;

/// Which token goes on to Synapse (rules.md A, "Two tokens, one place"). Client ids and tenants are in lower case.
///
/// No method here is a default one: a record's initialisation would then wait for that of this interface, which makes a
/// record, and two threads could wait for each other.
public sealed interface UpstreamCredential {
    UpstreamCredential PASS_THROUGH = new PassThrough();

    String documentName();

    /// Whether the mesh puts a token into requests to Synapse.
    boolean injects();

    /// The caller's own, which the mesh neither reads nor makes.
    record PassThrough() implements UpstreamCredential {
        @Override
        public String documentName() {
            return "passThrough";
        }

        @Override
        public boolean injects() {
            return false;
        }
    }

    /// One exchanged for the caller's mesh token.
    ///
    /// @param provider the IdentityProvider whose tokens can be exchanged; those of any other cannot
    /// @param clientId the mesh's app registration
    record OnBehalfOf(String provider, String clientId, ClientProof proof) implements UpstreamCredential {
        @Override
        public String documentName() {
            return "onBehalfOf";
        }

        @Override
        public boolean injects() {
            return true;
        }
    }

    /// That of a managed identity of the machine.
    ///
    /// @param clientId empty for the system-assigned one
    record ManagedIdentity(Optional<String> clientId) implements UpstreamCredential {
        @Override
        public String documentName() {
            return "managedIdentity";
        }

        @Override
        public boolean injects() {
            return true;
        }
    }

    /// That of a service principal.
    record ServicePrincipal(String tenant, String clientId, ClientProof proof) implements UpstreamCredential {
        @Override
        public String documentName() {
            return "servicePrincipal";
        }

        @Override
        public boolean injects() {
            return true;
        }
    }

    /// How a client proves to Entra that it is itself.
    sealed interface ClientProof {
        /// A client secret, kept elsewhere.
        record Secret(SecretEntry entry) implements ClientProof {}

        /// A federated token of the workload, from a file that its platform renews.
        record WorkloadIdentity() implements ClientProof {}
    }
}
