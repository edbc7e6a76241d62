package io.synapsemesh.identity.token;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Microsoft's own services, as tokens name them in `aud`. Such a token is for them alone: Microsoft says that
/// nobody else can validate it (Graph's is signed over something else than its text), and a mesh that took one
/// would let every service that ever sees it act as its user (confused deputy).
final class MicrosoftAudience {
    private static final Map<String, String> BY_ID = Map.of(
            "00000003-0000-0000-c000-000000000000", "Microsoft Graph",
            "00000002-0000-0000-c000-000000000000", "Azure AD Graph",
            "797f4846-ba00-4fd7-ba43-dac1f8f63013", "Azure Resource Manager");

    private static final Map<String, String> BY_HOST = Map.ofEntries(
            Map.entry("graph.microsoft.com", "Microsoft Graph"),
            Map.entry("graph.microsoft.us", "Microsoft Graph"),
            Map.entry("dod-graph.microsoft.us", "Microsoft Graph"),
            Map.entry("microsoftgraph.chinacloudapi.cn", "Microsoft Graph"),
            Map.entry("graph.windows.net", "Azure AD Graph"),
            Map.entry("management.azure.com", "Azure Resource Manager"),
            Map.entry("management.core.windows.net", "Azure Resource Manager"),
            Map.entry("management.usgovcloudapi.net", "Azure Resource Manager"),
            Map.entry("management.core.usgovcloudapi.net", "Azure Resource Manager"),
            Map.entry("management.chinacloudapi.cn", "Azure Resource Manager"),
            Map.entry("management.core.chinacloudapi.cn", "Azure Resource Manager"),
            Map.entry("dev.azuresynapse.net", "Azure Synapse"),
            Map.entry("sql.azuresynapse.net", "Azure Synapse"),
            Map.entry("dev.azuresynapse.usgovcloudapi.net", "Azure Synapse"),
            Map.entry("sql.azuresynapse.usgovcloudapi.net", "Azure Synapse"),
            Map.entry("dev.azuresynapse.azure.cn", "Azure Synapse"),
            Map.entry("sql.azuresynapse.azure.cn", "Azure Synapse"),
            Map.entry("database.windows.net", "Azure SQL"),
            Map.entry("storage.azure.com", "Azure Storage"),
            Map.entry("vault.azure.net", "Azure Key Vault"));

    private MicrosoftAudience() {}

    /// The service's name, if one of the audiences is Microsoft's.
    static Optional<String> among(List<String> audiences) {
        return audiences.stream().flatMap(audience -> nameOf(audience).stream()).findFirst();
    }

    /// Tokens spell a host with and without a slash at the end, ids with and without a scheme.
    private static Optional<String> nameOf(String audience) {
        if (audience.length() > 128) {
            return Optional.empty();
        }
        String name = audience.toLowerCase(Locale.ROOT);
        int scheme = name.indexOf("://");
        name = scheme < 0 ? name : name.substring(scheme + 3);
        int slash = name.indexOf('/');
        name = slash < 0 ? name : name.substring(0, slash);
        return Optional.ofNullable(BY_ID.getOrDefault(name, BY_HOST.get(name)));
    }
}
