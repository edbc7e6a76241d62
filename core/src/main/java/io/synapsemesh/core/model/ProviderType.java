package io.synapsemesh.core.model;

import java.util.Optional;

/// The kinds of identity provider, as documents name them.
public enum ProviderType {
    ENTRA_ID("EntraId"),
    OKTA("Okta"),
    CLOUDFLARE_ACCESS("CloudflareAccess"),
    KUBERNETES("Kubernetes"),
    SPIFFE("Spiffe"),
    OIDC("Oidc");

    private final String documentName;

    ProviderType(String documentName) {
        this.documentName = documentName;
    }

    public static Optional<ProviderType> byDocumentName(String name) {
        for (ProviderType type : values()) {
            if (type.documentName.equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public String documentName() {
        return documentName;
    }
}
