package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps references to resources the snapshots share, so it costs an entry each and no content.
public final class InMemoryAckedStore implements AckedStore {
    private final Map<DocumentRef, Map<Key, Resource>> byProxy = new ConcurrentHashMap<>();

    @Override
    public @Nullable Resource lastAcked(DocumentRef proxy, TypeUrl type, String name) {
        Map<Key, Resource> resources = byProxy.get(proxy);
        return resources == null ? null : resources.get(new Key(type, name));
    }

    @Override
    public void acked(DocumentRef proxy, Resource resource) {
        byProxy.computeIfAbsent(proxy, _ -> new ConcurrentHashMap<>())
                .put(new Key(resource.type(), resource.name()), resource);
    }

    @Override
    public void forget(DocumentRef proxy, TypeUrl type, String name) {
        Map<Key, Resource> resources = byProxy.get(proxy);
        if (resources != null) {
            resources.remove(new Key(type, name));
        }
    }

    @Override
    public void retain(Snapshot snapshot) {
        byProxy.keySet().removeIf(proxy -> snapshot.view(proxy) == null);
        byProxy.forEach((proxy, resources) -> {
            View view = snapshot.view(proxy);
            resources
                    .keySet()
                    .removeIf(key -> view == null || view.type(key.type).get(key.name) == null);
        });
    }

    private record Key(TypeUrl type, String name) {}
}
