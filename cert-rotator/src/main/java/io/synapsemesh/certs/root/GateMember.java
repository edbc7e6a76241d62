package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.Optional;

/// Somebody who may still be verifying certificates of the mesh: a member of the gate of a root rotation (rules B).
///
/// @param name unique among all members, as `certs status` and `--skip` say it: `MeshProxy/ns/name`, the trust domain
///     of a peer, the name of an external verifier
/// @param connected whether it could acknowledge now; one that could and did not is a laggard
/// @param acked content hash of the bundle it acknowledged last, on its latest stream (`TrustBundle.contentHash`)
/// @param leavesAt when its last leaf ends, so that it cannot take part any more; [Instant#MAX] if it never does by
///     itself
public record GateMember(String name, Kind kind, boolean connected, Optional<String> acked, Instant leavesAt) {
    public enum Kind {
        PROXY,
        EDGE,
        PEER,
        EXTERNAL
    }
}
