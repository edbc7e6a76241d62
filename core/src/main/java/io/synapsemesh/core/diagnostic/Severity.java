package io.synapsemesh.core.diagnostic;

/// How much a diagnostic matters. Printed with a capital: `Error`.
public enum Severity {
    ERROR("Error"),
    WARNING("Warning"),
    INFO("Info");

    private final String documentName;

    Severity(String documentName) {
        this.documentName = documentName;
    }

    public String documentName() {
        return documentName;
    }
}
