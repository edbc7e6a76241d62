package io.synapsemesh.core.model;

/// Which token goes on to Synapse (rules.md A, "Two tokens, one place").
public enum UpstreamCredential {
    PASS_THROUGH("passThrough"),
    ON_BEHALF_OF("onBehalfOf"),
    MANAGED_IDENTITY("managedIdentity"),
    SERVICE_PRINCIPAL("servicePrincipal");

    private final String documentName;

    UpstreamCredential(String documentName) {
        this.documentName = documentName;
    }

    public String documentName() {
        return documentName;
    }
}
