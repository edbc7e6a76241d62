package io.synapsemesh.identity.decide;

import io.synapsemesh.core.identity.SpiffeId;
import java.net.InetAddress;
import java.util.Optional;

/// One request, as an enforcement point reports it. Only the asker is proven; what it reports counts for the
/// workspaces it is attached to and for no other.
///
/// @param place where the request goes; empty if the asker named none that there is
/// @param carrier the mTLS peer; empty if its certificate names nobody, or several
/// @param token what stood where the mesh token stands, without the scheme; empty if nothing did
/// @param method of a request on `dev`
/// @param target of a request on `dev`, raw, with its query
/// @param source the peer's address as the enforcement point sees it
public record Question(
        Point point,
        Asker asker,
        Optional<Place> place,
        Optional<SpiffeId> carrier,
        Optional<String> token,
        String method,
        String target,
        InetAddress source,
        Trail trail) {
    /// What the log is told beyond that; decides nothing.
    ///
    /// @param sourcePort 0 if it is not known
    /// @param requestId `x-request-id`
    /// @param certificateSha256 of the peer, hex
    public record Trail(
            int sourcePort, Optional<String> requestId, Optional<String> traceId, Optional<String> certificateSha256) {
        public static final Trail NONE = new Trail(0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Without token and query.
    @Override
    public String toString() {
        return "Question[" + point.documentName() + " of " + asker.proxy() + ", " + place + "]";
    }
}
