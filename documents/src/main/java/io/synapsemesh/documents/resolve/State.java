package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The documents, what each resolved to, and the indexes that answer look-ups.
final class State {
    private static final DocumentRef TRUST = new DocumentRef(DocumentKind.MESH_TRUST.documentName(), "", "default");

    private final Map<DocumentRef, Document> documents = new HashMap<>();
    private final SortedMap<DocumentRef, Resolved> resolved = new TreeMap<>();
    private final SortedMap<DocumentRef, List<Diagnostic>> diagnostics = new TreeMap<>();
    private final Map<String, SortedSet<DocumentRef>> claims = new HashMap<>();
    private final Map<String, SortedMap<String, Resolved.OfWorkspace>> workspaces = new TreeMap<>();
    private final Map<DocumentRef, SortedSet<DocumentRef>> actors = new HashMap<>();
    private final SortedMap<String, Provider> providers = new TreeMap<>();
    private RoleCatalog roles = RoleCatalog.builtIn();

    @Nullable
    Document document(DocumentRef ref) {
        return documents.get(ref);
    }

    Collection<Document> documents() {
        return documents.values();
    }

    void put(Document document) {
        documents.put(document.ref(), document);
    }

    void remove(DocumentRef ref) {
        documents.remove(ref);
        diagnostics.remove(ref);
    }

    /// Gives what `ref` was resolved to before.
    @Nullable
    Resolved resolve(DocumentRef ref, @Nullable Resolved now, List<Diagnostic> found) {
        Resolved before = now == null ? resolved.remove(ref) : resolved.put(ref, now);
        if (found.isEmpty()) {
            diagnostics.remove(ref);
        } else {
            diagnostics.put(ref, found);
        }
        if (now instanceof Resolved.OfWorkspace workspace) {
            workspaces.computeIfAbsent(ref.namespace(), _ -> new TreeMap<>()).put(ref.name(), workspace);
        } else if (before instanceof Resolved.OfWorkspace) {
            workspaces.computeIfPresent(ref.namespace(), (_, names) -> {
                names.remove(ref.name());
                return names.isEmpty() ? null : names;
            });
        }
        if (now instanceof Resolved.OfProvider(Provider provider)) {
            providers.put(ref.name(), provider);
        } else if (before instanceof Resolved.OfProvider) {
            providers.remove(ref.name());
        }
        if (before != null) {
            before.actsOn().forEach(workspace -> unlink(actors, workspace, ref));
        }
        if (now != null) {
            now.actsOn().forEach(workspace -> link(actors, workspace, ref));
        }
        return before;
    }

    @Nullable
    Resolved resolved(DocumentRef ref) {
        return resolved.get(ref);
    }

    SortedMap<DocumentRef, Resolved> resolved() {
        return Collections.unmodifiableSortedMap(resolved);
    }

    SortedMap<DocumentRef, List<Diagnostic>> diagnostics() {
        return Collections.unmodifiableSortedMap(diagnostics);
    }

    /// The documents that are part of a workspace's policy.
    SortedSet<DocumentRef> actorsOn(DocumentRef workspace) {
        return actors.getOrDefault(workspace, Collections.emptySortedSet());
    }

    void claim(String claim, DocumentRef workspace) {
        link(claims, claim, workspace);
    }

    void unclaim(String claim, DocumentRef workspace) {
        unlink(claims, claim, workspace);
    }

    SortedSet<DocumentRef> claimants(String claim) {
        return Collections.unmodifiableSortedSet(claims.getOrDefault(claim, Collections.emptySortedSet()));
    }

    Optional<Trust> trust() {
        return resolved.get(TRUST) instanceof Resolved.OfTrust(Trust trust) ? Optional.of(trust) : Optional.empty();
    }

    Optional<Provider> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /// By name.
    List<Provider> providers() {
        return List.copyOf(providers.values());
    }

    RoleCatalog roles() {
        return roles;
    }

    /// Puts the catalog together again after a route table changed.
    void rebuildRoles() {
        var added = new ArrayList<RoleDefinition>();
        for (Resolved value : resolved.values()) {
            if (value instanceof Resolved.OfRouteTable table) {
                added.addAll(table.roles());
            }
        }
        roles = RoleCatalog.builtIn().with(added);
    }

    Optional<Resolved.OfWorkspace> workspace(DocumentRef ref) {
        return resolved.get(ref) instanceof Resolved.OfWorkspace workspace ? Optional.of(workspace) : Optional.empty();
    }

    List<Resolved.OfWorkspace> workspacesIn(String namespace) {
        SortedMap<String, Resolved.OfWorkspace> names = workspaces.get(namespace);
        return names == null ? List.of() : List.copyOf(names.values());
    }

    List<Resolved.OfWorkspace> workspacesAnywhere() {
        return workspaces.values().stream()
                .flatMap(names -> names.values().stream())
                .toList();
    }

    private static <K> void link(Map<K, SortedSet<DocumentRef>> index, K key, DocumentRef ref) {
        index.computeIfAbsent(key, _ -> new TreeSet<>()).add(ref);
    }

    private static <K> void unlink(Map<K, SortedSet<DocumentRef>> index, K key, DocumentRef ref) {
        index.computeIfPresent(key, (_, refs) -> {
            refs.remove(ref);
            return refs.isEmpty() ? null : refs;
        });
    }
}
