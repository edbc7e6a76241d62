package io.synapsemesh.core.azure;

import java.util.Optional;

/// The kinds of item a Synapse role can be assigned at, below the workspace itself.
public enum ScopeKind {
    BIG_DATA_POOL("bigDataPool", "bigDataPools"),
    SCOPE_POOL("scopePool", "scopePools"),
    INTEGRATION_RUNTIME("integrationRuntime", "integrationRuntimes"),
    LINKED_SERVICE("linkedService", "linkedServices"),
    CREDENTIAL("credential", "credentials");

    private final String documentName;
    private final String collection;

    ScopeKind(String documentName, String collection) {
        this.documentName = documentName;
        this.collection = collection;
    }

    public static Optional<ScopeKind> byDocumentName(String name) {
        for (ScopeKind kind : values()) {
            if (kind.documentName.equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// The name in documents: `bigDataPool`.
    public String documentName() {
        return documentName;
    }

    /// The collection in Synapse's scope texts: `bigDataPools`.
    public String collection() {
        return collection;
    }
}
