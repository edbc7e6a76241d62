package io.synapsemesh.xds.serve;

import java.time.Duration;

/// Every bound of the server. Reaching one is counted as `synapsemesh_limit_reached_total{limit}`.
///
/// @param streams open calls of all services together
/// @param streamsPerProxy open calls with one proxy's identity
/// @param typesPerStream resource types one ADS stream may name
/// @param namesPerStream resource names one ADS stream may hold subscribed or claim to have, all types together
/// @param authenticationsPending calls whose credential is being checked
/// @param inboundBytes largest message a client may send; a reconnecting gateway lists every name it has
/// @param accessLogEntries entries of one access log message that are handed on; the rest is dropped and counted
/// @param statusConfigs resources one CSDS answer may describe
/// @param statusBytes content one CSDS answer may carry
/// @param removalWait how long the removal of a cluster or its endpoints waits for the routes to be ACKed
/// @param routesHold how long new listeners and routes wait behind clusters that cannot be sent yet
public record Limits(
        int streams,
        int streamsPerProxy,
        int typesPerStream,
        int namesPerStream,
        int authenticationsPending,
        int inboundBytes,
        int accessLogEntries,
        int statusConfigs,
        int statusBytes,
        Duration removalWait,
        Duration routesHold) {
    public static Limits standard() {
        return new Limits(
                20_000,
                2_000,
                64,
                100_000,
                256,
                32 << 20,
                10_000,
                100_000,
                16 << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5));
    }
}
