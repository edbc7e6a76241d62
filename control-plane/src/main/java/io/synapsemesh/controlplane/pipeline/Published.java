package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.xds.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;

/// Everything readers see, of one moment. Its maps are persistent: a version shares all that did not change with the
/// one
/// before.
///
/// @param documents in force
/// @param found diagnostics of resolving, by document
/// @param left what compiling and rendering had to leave out, by workspace
public record Published(
        Snapshot snapshot,
        Optional<Trust> trust,
        RouteTable routes,
        PMap<DocumentRef, Document> documents,
        PMap<DocumentRef, Workspace> workspaces,
        PMap<DocumentRef, PolicyIr> policies,
        PMap<DocumentRef, Proxy> proxies,
        PMap<DocumentRef, List<Diagnostic>> found,
        PMap<DocumentRef, List<Diagnostic>> left) {
    /// Of all stages after reading, sorted.
    public List<Diagnostic> diagnostics() {
        return java.util.stream.Stream.concat(found.values().stream(), left.values().stream())
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
    }
}
