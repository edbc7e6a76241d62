package io.synapsemesh.xds.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A discovery request of either transport.
///
/// @param nodeId empty where the client leaves the node out, as it may after the first message
/// @param agent the proxy's own name and version, empty if not told
/// @param rejection the client's words, if it refuses the response that `nonce` names
record Request(String nodeId, String agent, String typeUrl, String nonce, Optional<String> rejection, Wanted wanted) {
    /// What the request says about the subscription.
    sealed interface Wanted {
        /// Delta: the difference.
        ///
        /// @param have names and versions the client kept from before this stream; read from the first request
        /// only
        record Difference(List<String> subscribe, List<String> unsubscribe, Map<String, String> have)
                implements Wanted {}

        /// State of the world: the whole list, each time.
        record Whole(List<String> names) implements Wanted {}
    }
}
