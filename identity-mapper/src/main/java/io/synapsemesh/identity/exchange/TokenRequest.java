package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.secret.SecretBytes;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// One token to fetch, completely described: two equal [#key]s may share a token, no others.
public sealed interface TokenRequest {
    /// What the token is for, such as `https://dev.azuresynapse.net`; its tokens carry this as `aud`.
    String resource();

    /// By which the token is held. Contains everything that decides whose it is.
    TokenKey key();

    /// By which a throttled client is left alone as a whole: Entra counts a client, not its users.
    TokenKey client();

    /// Until when the token may be used even if it lives longer.
    default Instant usableUntil() {
        return Instant.MAX;
    }

    /// A word for logs and metrics.
    String kind();

    /// @param authority of Entra, such as `https://login.microsoftonline.com`
    record AsClient(URI authority, String tenant, String clientId, ClientProof proof, String resource)
            implements TokenRequest {
        @Override
        public TokenKey key() {
            return TokenKey.of(kind(), authority.toString(), tenant, clientId, proof.toString(), resource);
        }

        @Override
        public TokenKey client() {
            return TokenKey.of("client", authority.toString(), tenant, clientId);
        }

        @Override
        public String kind() {
            return "servicePrincipal";
        }
    }

    /// @param clientId empty for the system-assigned identity
    record AsMachine(Optional<String> clientId, String resource) implements TokenRequest {
        @Override
        public TokenKey key() {
            return TokenKey.of(kind(), clientId.orElse(""), resource);
        }

        @Override
        public TokenKey client() {
            return TokenKey.of("machine");
        }

        @Override
        public String kind() {
            return "managedIdentity";
        }
    }

    /// @param as the mesh's app registration in the user's tenant
    /// @param provider the IdentityProvider that verified the assertion
    /// @param subject the user, as that provider names users
    /// @param objectId the user's `oid`; empty if the token has none
    /// @param assertion the user's mesh token
    /// @param assertionEnds a token made for it is not used longer than it
    record OnBehalfOf(
            AsClient as,
            String provider,
            String subject,
            Optional<String> objectId,
            SecretBytes assertion,
            Instant assertionEnds)
            implements TokenRequest {
        @Override
        public String resource() {
            return as.resource();
        }

        @Override
        public TokenKey key() {
            return TokenKey.of(
                    kind(), as.key().toText(), provider, subject, objectId.orElse(""), TokenKey.digest(assertion));
        }

        @Override
        public TokenKey client() {
            return as.client();
        }

        @Override
        public Instant usableUntil() {
            return assertionEnds;
        }

        @Override
        public String kind() {
            return "onBehalfOf";
        }
    }
}
