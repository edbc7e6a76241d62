package io.synapsemesh.identity.group;

import io.synapsemesh.core.model.ProviderType;
import java.util.Optional;

/// Where the groups of a provider's principals come from beside its tokens.
///
/// @param directory who is asked; empty if the document names nobody
public record GroupSource(ProviderType type, Optional<GroupDirectory> directory) {

    /// What to do when a token of this provider carries no groups and there is nobody to ask.
    String advice() {
        return switch (type) {
            case ENTRA_ID ->
                "Entra ID leaves the groups out of a token above 200 of them. Fix: set groups.overage: MicrosoftGraph"
                        + " and a directory in the IdentityProvider, or assign groups to the application and emit only"
                        + " those.";
            case OKTA ->
                "Okta's org authorization server puts no groups into access tokens, and a custom one issues no token at"
                        + " all, 'The groups claim matched too many groups', to a user for whom the claim matches more"
                        + " than 100. Fix: give the custom authorization server a groups claim whose filter matches"
                        + " only the groups that policies name, or set groups.overage: Okta and a directory.";
            case CLOUDFLARE_ACCESS ->
                "Cloudflare Access puts no groups into its tokens. Fix: add them as a custom OIDC claim, or bind users"
                        + " or claims instead.";
            case KUBERNETES, SPIFFE -> "Workload tokens carry no groups. Fix: bind the workload or its claims instead.";
            case OIDC ->
                "Fix: have the provider put the groups into its tokens (claims.groups names the claim), or say"
                        + " groups.absentMeans: None where a token without them means that there are none.";
        };
    }
}
