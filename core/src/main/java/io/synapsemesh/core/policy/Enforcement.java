package io.synapsemesh.core.policy;

/// Whether a workspace's verdicts are carried out, or (on trial) only computed and logged.
public enum Enforcement {
    ENFORCE("Enforce"),
    AUDIT("Audit");

    private final String documentName;

    Enforcement(String documentName) {
        this.documentName = documentName;
    }

    public String documentName() {
        return documentName;
    }
}
