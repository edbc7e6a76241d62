package io.synapsemesh.controlplane.admin;

import java.util.List;

/// What would break if the root that signs now went away at this moment. The names of the components are the JSON keys,
/// in this order: a contract.
///
/// @param breaks whether anything would, or might
/// @param identities whose leaf is under this root
/// @param blind members that would be left without any root of this authority
/// @param unknown what cannot be seen
/// @param peers of `blind` those that are other trust domains, and what to do about each
public record ForecastItem(
        String apiVersion,
        String kind,
        String authority,
        String root,
        boolean breaks,
        List<String> identities,
        List<String> blind,
        List<String> unknown,
        List<PeerNote> peers) {
    public static ForecastItem of(
            String authority,
            String root,
            List<String> identities,
            List<String> blind,
            List<String> unknown,
            List<PeerNote> peers) {
        boolean breaks = !identities.isEmpty() || !blind.isEmpty() || !unknown.isEmpty();
        return new ForecastItem(
                Json.API_VERSION, "RootForecast", authority, root, breaks, identities, blind, unknown, peers);
    }
}
