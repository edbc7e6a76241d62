package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.Version;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Versions some stream of a view refused. A proxy that connects later is spared them while nobody has taken
/// them and something else can be served. At most one entry a resource of the world; goes when the content changes.
final class Quarantine {
    private final Map<Key, Version> refused = new ConcurrentHashMap<>();

    void refused(DocumentRef proxy, Resource resource) {
        refused.put(new Key(proxy, resource.type(), resource.name()), resource.version());
    }

    void changed(DocumentRef proxy, TypeUrl type, String name) {
        if (!refused.isEmpty()) {
            refused.remove(new Key(proxy, type, name));
        }
    }

    void gone(DocumentRef proxy) {
        refused.keySet().removeIf(key -> key.proxy.equals(proxy));
    }

    boolean holds(DocumentRef proxy, Resource resource) {
        return !refused.isEmpty()
                && resource.version().equals(refused.get(new Key(proxy, resource.type(), resource.name())));
    }

    private record Key(DocumentRef proxy, TypeUrl type, String name) {}
}
