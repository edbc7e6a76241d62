package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.List;

/// One response, before it has a nonce.
///
/// @param version of the type's whole view at this moment
/// @param body what goes over the wire; in state of the world for clusters and listeners that is everything
/// @param fresh what the client did not have: what an ACK accepts and a NACK refuses
/// @param previous what the client had under the names of `fresh`, in the same order
/// @param removed names the client is told to forget, or that do not exist
record Delivery(
        TypeUrl type,
        String version,
        List<Resource> body,
        List<Resource> fresh,
        List<Held> previous,
        List<String> removed) {}
