package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import org.jspecify.annotations.Nullable;

/// The last content of each resource that at least one proxy of a view took. Served in place of a rejected one,
/// also to a proxy that connects later: Envoy keeps its own last good configuration only until it restarts.
///
/// Called with a stream's lock held: an implementation answers from memory and writes behind. Safe for many
/// threads.
public interface AckedStore {
    @Nullable
    Resource lastAcked(DocumentRef proxy, TypeUrl type, String name);

    void acked(DocumentRef proxy, Resource resource);

    /// The view no longer has the resource.
    void forget(DocumentRef proxy, TypeUrl type, String name);

    /// Forgets everything that `snapshot` does not have: what went away while the control plane was down.
    void retain(Snapshot snapshot);
}
