package io.synapsemesh.core.model;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.secret.SecretEntry;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// An identity provider whose tokens are verified, by the name of its document.
///
/// @param issuers every issuer whose tokens count, never empty; a token must match one exactly
/// @param audiences never empty; a token must carry one
/// @param subjectClaim the claim that names the user, such as `oid` or `sub`
/// @param groupsClaim the claim that lists groups
/// @param groupsAbsent what a token without that claim says
/// @param agents client ids that act for users
/// @param directory who is asked about groups that a token does not carry; empty where nobody is
public record Provider(
        String name,
        Origin origin,
        ProviderType type,
        List<Issuer> issuers,
        List<String> audiences,
        String subjectClaim,
        String groupsClaim,
        GroupsAbsent groupsAbsent,
        SortedSet<String> agents,
        KeySource keys,
        Optional<Directory> directory) {
    public Provider {
        issuers = List.copyOf(issuers);
        audiences = List.copyOf(audiences);
        if (issuers.isEmpty() || audiences.isEmpty()) {
            throw new IllegalArgumentException("a provider has an issuer and an audience: " + name);
        }
    }

    /// One whose tokens are all that is known.
    public Provider(
            String name,
            Origin origin,
            ProviderType type,
            List<Issuer> issuers,
            List<String> audiences,
            String subjectClaim,
            String groupsClaim,
            GroupsAbsent groupsAbsent,
            SortedSet<String> agents,
            KeySource keys) {
        this(
                name,
                origin,
                type,
                issuers,
                audiences,
                subjectClaim,
                groupsClaim,
                groupsAbsent,
                agents,
                keys,
                Optional.empty());
    }

    /// A directory of users and groups, and the credential it is asked with.
    public record Directory(Kind kind, Credential credential) {
        public enum Kind {
            MICROSOFT_GRAPH,
            OKTA
        }

        /// How the mesh proves itself to it.
        public sealed interface Credential {
            /// The control plane's own workload identity.
            ///
            /// @param clientId in lower case; that of the environment if empty
            /// @param tenant in lower case; that of the environment if empty
            record WorkloadIdentity(Optional<String> clientId, Optional<String> tenant) implements Credential {}

            /// A secret that is kept elsewhere.
            record Secret(SecretEntry entry) implements Credential {}
        }
    }

    /// One issuer of the provider.
    ///
    /// @param tenant the tenant id a token of this issuer must carry; empty where there are no tenants
    public record Issuer(String url, Optional<String> tenant) {}

    /// What a token without the groups claim says.
    public enum GroupsAbsent {
        NONE,
        UNKNOWN
    }

    /// Where the keys come from.
    public sealed interface KeySource {
        /// OpenID discovery at each issuer.
        record Discovery() implements KeySource {}

        record Uri(String uri) implements KeySource {}

        /// @param json a JWKS document
        record Inline(String json) implements KeySource {}
    }
}
