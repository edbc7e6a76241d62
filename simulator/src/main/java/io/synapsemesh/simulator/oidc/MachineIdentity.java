package io.synapsemesh.simulator.oidc;

/// A managed identity that a machine has.
///
/// @param resourceId the ARM id of a user-assigned one; the machine's own for the system-assigned one
public record MachineIdentity(String clientId, String objectId, String resourceId) {}
