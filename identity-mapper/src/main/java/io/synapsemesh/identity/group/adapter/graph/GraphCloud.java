package io.synapsemesh.identity.group.adapter.graph;

import java.net.URI;
import java.util.Optional;

/// Where Microsoft Graph is in each cloud (graph docs, "National cloud deployments").
public enum GraphCloud {
    PUBLIC("https://graph.microsoft.com"),
    US_GOVERNMENT("https://graph.microsoft.us"),
    US_GOVERNMENT_DOD("https://dod-graph.microsoft.us"),
    CHINA("https://microsoftgraph.chinacloudapi.cn");

    private final URI origin;

    GraphCloud(String origin) {
        this.origin = URI.create(origin);
    }

    public URI origin() {
        return origin;
    }

    /// What a credential asks its token for.
    public String scope() {
        return origin + "/.default";
    }

    /// By the issuer of the provider's tokens, v1 or v2; the Department of Defense has the issuers of the other
    /// government tenants and must be named.
    public static Optional<GraphCloud> ofIssuer(String issuer) {
        String host = Optional.ofNullable(URI.create(issuer).getHost()).orElse("");
        return switch (host) {
            case "login.microsoftonline.com", "sts.windows.net" -> Optional.of(PUBLIC);
            case "login.microsoftonline.us" -> Optional.of(US_GOVERNMENT);
            case "login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "sts.chinacloudapi.cn" ->
                Optional.of(CHINA);
            default -> Optional.empty();
        };
    }
}
