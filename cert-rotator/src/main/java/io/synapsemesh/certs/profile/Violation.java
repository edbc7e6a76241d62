package io.synapsemesh.certs.profile;

/// One thing a certificate has that it must not have, or lacks.
public record Violation(ProfileRule rule, String message) {
    @Override
    public String toString() {
        return rule + ": " + message;
    }
}
