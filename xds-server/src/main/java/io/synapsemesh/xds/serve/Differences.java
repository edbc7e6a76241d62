package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.TypeView;
import io.synapsemesh.xds.snapshot.View;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What differs between any two snapshots, name by name: O(world), for snapshots that do not follow each other.
final class Differences {
    private Differences() {}

    static Map<DocumentRef, Map<TypeUrl, Set<String>>> between(Snapshot before, Snapshot after) {
        Map<DocumentRef, Map<TypeUrl, Set<String>>> differences = new TreeMap<>();
        for (DocumentRef proxy : after.proxies()) {
            View old = before.view(proxy);
            View now = after.view(proxy);
            if (now == null || old == now) {
                continue;
            }
            Map<TypeUrl, Set<String>> differing = between(old == null ? View.empty() : old, now);
            if (!differing.isEmpty()) {
                differences.put(proxy, differing);
            }
        }
        return differences;
    }

    static Map<TypeUrl, Set<String>> between(View before, View after) {
        Set<TypeUrl> types = new TreeSet<>(before.types());
        types.addAll(after.types());
        Map<TypeUrl, Set<String>> differing = new TreeMap<>();
        for (TypeUrl type : types) {
            Set<String> names = between(before.type(type), after.type(type));
            if (!names.isEmpty()) {
                differing.put(type, names);
            }
        }
        return differing;
    }

    private static Set<String> between(TypeView before, TypeView after) {
        if (before.version().equals(after.version())) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>(before.names());
        names.addAll(after.names());
        names.removeIf(name -> {
            Resource old = before.get(name);
            Resource now = after.get(name);
            return old != null && now != null && old.version().equals(now.version());
        });
        return names;
    }
}
