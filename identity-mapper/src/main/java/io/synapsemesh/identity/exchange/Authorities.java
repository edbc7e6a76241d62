package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.Workspace;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Where Entra ID is, by the cloud of a workspace, and what tokens for Synapse are called there.
///
/// @param declared in place of all of them, as `AZURE_AUTHORITY_HOST` says it to every Azure SDK: the only way for a
/// cloud
///     that is not built in
public record Authorities(Optional<URI> declared) {
    /// entra-docs, `authentication-national-cloud.md`.
    private static final Map<String, URI> BY_SUFFIX = Map.of(
            "azuresynapse.net", URI.create("https://login.microsoftonline.com"),
            "azuresynapse.usgovcloudapi.net", URI.create("https://login.microsoftonline.us"),
            "azuresynapse.azure.cn", URI.create("https://login.partner.microsoftonline.cn"));

    public Authorities {
        declared = declared.map(Authorities::checked);
    }

    Optional<URI> of(Workspace workspace) {
        return declared.or(() -> suffix(workspace).map(BY_SUFFIX::get));
    }

    /// Without a trailing slash: Synapse refuses the other spelling (azure-rest-api-specs #10500).
    Optional<String> resource(Workspace workspace) {
        return suffix(workspace).map(suffix -> "https://dev." + suffix);
    }

    /// Tokens go to `dev` alone, so a workspace without it has no use for one.
    private static Optional<String> suffix(Workspace workspace) {
        var dev = workspace.endpoints().get(Endpoint.DEV);
        String start = Endpoint.DEV.host(workspace.resourceId().workspace(), "");
        return dev != null && dev.host().startsWith(start)
                ? Optional.of(dev.host().substring(start.length()))
                : Optional.empty();
    }

    private static URI checked(URI uri) {
        boolean plain = "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        if (!plain) {
            throw new IllegalArgumentException(
                    "an authority is https://host[:port], not " + uri + ". Fix: correct AZURE_AUTHORITY_HOST.");
        }
        return URI.create("https://" + uri.getRawAuthority());
    }
}
