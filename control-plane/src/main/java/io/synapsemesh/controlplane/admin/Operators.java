package io.synapsemesh.controlplane.admin;

import java.util.Optional;

/// Port: who may use the API.
@FunctionalInterface
public interface Operators {
    /// @param bearer what the caller presented; compare it in constant time
    /// @return the operator's name, as it will stand in the audit log; empty if it is nobody
    Optional<String> authenticate(String bearer);
}
