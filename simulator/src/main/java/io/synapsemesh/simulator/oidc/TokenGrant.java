package io.synapsemesh.simulator.oidc;

/// One token that was handed out.
///
/// @param clientId who asked
/// @param proof `secret`, `assertion`, or `machine` from a metadata service
/// @param objectId whom the token names
/// @param onBehalf whether that is a user for whom the client acts
public record TokenGrant(String clientId, String proof, String objectId, boolean onBehalf, String resource) {}
