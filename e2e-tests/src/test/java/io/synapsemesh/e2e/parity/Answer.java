package io.synapsemesh.e2e.parity;

import java.util.Map;

/// What came back over the socket.
///
/// @param headers names in lower case
record Answer(int status, Map<String, String> headers, String body) {
    /// Written by the upstream alone.
    static final String UPSTREAM_HEADER = "x-answered-by";

    @Override
    public String toString() {
        return status + " by " + headers.getOrDefault(UPSTREAM_HEADER, "the gateway") + " " + body;
    }
}
