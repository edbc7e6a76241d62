package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.DocumentRef;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What one batch of documents changed in the model. A name in `workspaces` or `proxies` is new, changed or gone: the
/// model says which.
///
/// @param workspaces whose own definition or policy differs
/// @param providers by name
/// @param routes the route table differs
/// @param trust the MeshTrust differs
/// @param reported documents whose diagnostics were written anew
public record Change(
        SortedSet<DocumentRef> workspaces,
        SortedSet<DocumentRef> proxies,
        SortedSet<String> providers,
        boolean routes,
        boolean trust,
        SortedSet<DocumentRef> reported) {
    public Change {
        workspaces = Collections.unmodifiableSortedSet(new TreeSet<>(workspaces));
        proxies = Collections.unmodifiableSortedSet(new TreeSet<>(proxies));
        providers = Collections.unmodifiableSortedSet(new TreeSet<>(providers));
        reported = Collections.unmodifiableSortedSet(new TreeSet<>(reported));
    }

    public boolean isEmpty() {
        return workspaces.isEmpty() && proxies.isEmpty() && providers.isEmpty() && !routes && !trust;
    }
}
