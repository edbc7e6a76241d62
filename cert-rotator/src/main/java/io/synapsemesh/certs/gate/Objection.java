package io.synapsemesh.certs.gate;

import io.synapsemesh.certs.profile.Violation;

/// What speaks against showing a secret.
///
/// @param check the name of the check, as in [SecretGate#checkNames] or [BundleGate#checkNames]
public record Objection(String check, Violation violation) {
    /// As logs and `certs` show it.
    @Override
    public String toString() {
        return check + ": " + violation.message();
    }
}
