package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.render.Rendered;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.SnapshotBuilder;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The resources that one thing renders to, by type and name.
record ResourceSet(SortedMap<Key, Resource> resources) {
    static final ResourceSet NONE = new ResourceSet(Collections.emptySortedMap());

    record Key(TypeUrl type, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byType = type.compareTo(other.type);
            return byType == 0 ? name.compareTo(other.name) : byType;
        }
    }

    /// @param failClosed a rejection is answered with the rendered fallback, not with what the proxy took before
    static ResourceSet of(Collection<Rendered> rendered, boolean failClosed) {
        var resources = new TreeMap<Key, Resource>();
        for (Rendered one : rendered) {
            Resource resource = resource(one, failClosed);
            resources.put(new Key(resource.type(), resource.name()), resource);
        }
        return new ResourceSet(Collections.unmodifiableSortedMap(resources));
    }

    static Resource resource(Rendered rendered, boolean failClosed) {
        Resource resource = Resource.of(rendered.name(), rendered.message());
        Resource traced = rendered.origin().map(resource::from).orElse(resource);
        return failClosed
                ? rendered.fallback()
                        .map(fallback -> traced.orElse(Resource.of(rendered.name(), fallback)))
                        .orElse(traced)
                : traced;
    }

    /// Makes `view` hold these where it held `before`.
    void replace(ResourceSet before, DocumentRef view, SnapshotBuilder snapshot) {
        resources.forEach((key, resource) -> {
            if (resource != before.resources.get(key)) {
                snapshot.put(view, resource);
            }
        });
        before.resources.keySet().stream()
                .filter(key -> !resources.containsKey(key))
                .forEach(key -> snapshot.remove(view, key.type(), key.name()));
    }
}
