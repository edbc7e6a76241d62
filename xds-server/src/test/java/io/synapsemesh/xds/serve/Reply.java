package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// A response as a test sees it, of either transport.
///
/// @param resources names and versions
/// @param removed names told as removed; empty in state of the world
record Reply(
        TypeUrl type,
        SortedMap<String, String> resources,
        Set<String> removed,
        Map<String, Metadata> metadata,
        String nonce,
        String controlPlane) {
    Set<String> names() {
        return resources.keySet();
    }
}
