package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which proxies are attached to which workspaces, and which act for an identity.
final class Attachments {
    private final Map<DocumentRef, Proxy> proxies = new TreeMap<>();
    private final Map<DocumentRef, SortedSet<DocumentRef>> byWorkspace = new HashMap<>();
    private final Map<SpiffeId, SortedSet<DocumentRef>> byIdentity = new HashMap<>();

    @Nullable
    Proxy get(DocumentRef ref) {
        return proxies.get(ref);
    }

    Iterable<Proxy> all() {
        return Collections.unmodifiableCollection(proxies.values());
    }

    void put(Proxy proxy) {
        remove(proxy.ref());
        proxies.put(proxy.ref(), proxy);
        proxy.attachments()
                .forEach(workspace -> byWorkspace
                        .computeIfAbsent(workspace, _ -> new TreeSet<>())
                        .add(proxy.ref()));
        byIdentity.computeIfAbsent(proxy.identity(), _ -> new TreeSet<>()).add(proxy.ref());
    }

    void remove(DocumentRef ref) {
        Proxy before = proxies.remove(ref);
        if (before != null) {
            before.attachments().forEach(workspace -> unlink(byWorkspace, workspace, ref));
            unlink(byIdentity, before.identity(), ref);
        }
    }

    List<Proxy> on(DocumentRef workspace, Proxy.Role role) {
        return byWorkspace.getOrDefault(workspace, Collections.emptySortedSet()).stream()
                .map(proxies::get)
                .filter(proxy -> proxy != null && proxy.role() == role)
                .toList();
    }

    SortedSet<DocumentRef> on(DocumentRef workspace) {
        return new TreeSet<>(byWorkspace.getOrDefault(workspace, Collections.emptySortedSet()));
    }

    SortedSet<DocumentRef> actingFor(SpiffeId identity) {
        return byIdentity.getOrDefault(identity, Collections.emptySortedSet());
    }

    private static <K> void unlink(Map<K, SortedSet<DocumentRef>> index, K key, DocumentRef ref) {
        index.computeIfPresent(key, (_, refs) -> {
            refs.remove(ref);
            return refs.isEmpty() ? null : refs;
        });
    }
}
