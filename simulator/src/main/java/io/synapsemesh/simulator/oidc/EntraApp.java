package io.synapsemesh.simulator.oidc;

import java.util.List;
import java.util.Set;

/// An app registration of a tenant, with its service principal.
///
/// @param objectId of the service principal
/// @param audiences what tokens for this app carry as `aud`: its client id, `api://…`
/// @param secrets its client secrets that are valid now
/// @param federated the assertions of others that prove it too
public record EntraApp(
        String clientId, String objectId, Set<String> audiences, Set<String> secrets, List<Federated> federated) {
    public EntraApp {
        audiences = Set.copyOf(audiences);
        secrets = Set.copyOf(secrets);
        federated = List.copyOf(federated);
    }

    /// Each compared letter for letter.
    public record Federated(String issuer, String subject, String audience) {}

    @Override
    public String toString() {
        return "EntraApp " + clientId;
    }
}
