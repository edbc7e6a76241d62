package io.synapsemesh.simulator.synapse;

/// One request as whom Synapse took it to be: what its own audit log would say.
///
/// @param objectId the principal of the token
/// @param clientId the app that got it
/// @param delegated whether the principal is a user for whom the app acts
/// @param clientRequestId `x-ms-client-request-id`, by which the two sides' logs are joined; empty without
public record Arrival(
        String host,
        String method,
        String path,
        String objectId,
        String clientId,
        boolean delegated,
        String clientRequestId) {}
