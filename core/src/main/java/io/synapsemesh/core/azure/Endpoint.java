package io.synapsemesh.core.azure;

import java.util.Locale;
import java.util.Optional;

/// The three doors of a Synapse workspace. The document name is what users write and what every output shows.
public enum Endpoint {
    /// HTTPS, everything REST: artifacts, Livy, pipelines, RBAC.
    DEV("dev", "dev", 443),
    /// The dedicated SQL pools, TDS.
    SQL("sql", "sql", 1433),
    /// The serverless SQL pool, TDS.
    SQL_ON_DEMAND("sqlOnDemand", "sqlondemand", 1433);

    private final String documentName;
    private final String slug;
    private final int defaultPort;

    Endpoint(String documentName, String slug, int defaultPort) {
        this.documentName = documentName;
        this.slug = slug;
        this.defaultPort = defaultPort;
    }

    public static Optional<Endpoint> byDocumentName(String name) {
        for (Endpoint endpoint : values()) {
            if (endpoint.documentName.equals(name)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    public String documentName() {
        return documentName;
    }

    /// The name in resource names: lower case only.
    public String slug() {
        return slug;
    }

    /// The TCP port Azure serves it on.
    public int defaultPort() {
        return defaultPort;
    }

    public boolean isSql() {
        return this != DEV;
    }

    /// The host of this endpoint of `workspace` in a cloud whose suffix is `suffix`, such as `azuresynapse.net`.
    public String host(String workspace, String suffix) {
        String name = workspace.toLowerCase(Locale.ROOT);
        return switch (this) {
            case DEV -> name + ".dev." + suffix;
            case SQL -> name + ".sql." + suffix;
            case SQL_ON_DEMAND -> name + "-ondemand.sql." + suffix;
        };
    }

    @Override
    public String toString() {
        return documentName;
    }
}
