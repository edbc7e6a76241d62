package io.synapsemesh.xds.snapshot;

import com.google.common.collect.Interner;
import com.google.common.collect.Sets;
import io.synapsemesh.core.document.DocumentRef;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Puts the next snapshot together and records what it touches. For one thread.
public final class SnapshotBuilder {
    private final Snapshot before;
    private final Interner<Resource> interner;
    private final SortedMap<DocumentRef, SortedMap<TypeUrl, Set<String>>> touched = new TreeMap<>();
    private final Set<DocumentRef> removedViews = new TreeSet<>();
    private TreePMap<DocumentRef, View> views;

    SnapshotBuilder(Snapshot before, TreePMap<DocumentRef, View> views, Interner<Resource> interner) {
        this.before = before;
        this.views = views;
        this.interner = interner;
    }

    /// A view exists once it is declared or holds a resource. A proxy whose view does not exist is not served
    /// at all: an empty answer would take everything away from it.
    public SnapshotBuilder declare(DocumentRef proxy) {
        if (!views.containsKey(proxy)) {
            views = views.plus(proxy, View.EMPTY);
        }
        return this;
    }

    public SnapshotBuilder put(DocumentRef proxy, Resource resource) {
        Resource shared = interner.intern(resource);
        TypeView type = view(proxy).type(shared.type());
        if (type.get(shared.name()) != shared) {
            replace(proxy, shared.type(), type.with(shared), List.of(shared.name()));
        }
        return declare(proxy);
    }

    public SnapshotBuilder remove(DocumentRef proxy, TypeUrl type, String name) {
        TypeView resources = view(proxy).type(type);
        if (resources.get(name) != null) {
            replace(proxy, type, resources.without(name), List.of(name));
        }
        return this;
    }

    /// Makes the view hold exactly `resources`: O(view), for a proxy whose attachments changed.
    public SnapshotBuilder set(DocumentRef proxy, Collection<Resource> resources) {
        declare(proxy);
        Map<TypeUrl, Set<String>> kept = new HashMap<>();
        for (Resource resource : resources) {
            kept.computeIfAbsent(resource.type(), _ -> new TreeSet<>()).add(resource.name());
            put(proxy, resource);
        }
        for (TypeUrl type : List.copyOf(view(proxy).types())) {
            Set<String> names = kept.getOrDefault(type, Set.of());
            for (String name : List.copyOf(view(proxy).type(type).names())) {
                if (!names.contains(name)) {
                    remove(proxy, type, name);
                }
            }
        }
        return this;
    }

    /// The proxy is gone: its streams end.
    public SnapshotBuilder removeView(DocumentRef proxy) {
        views = views.minus(proxy);
        touched.remove(proxy);
        if (before.view(proxy) != null) {
            removedViews.add(proxy);
        }
        return this;
    }

    public Snapshot build() {
        Map<DocumentRef, Map<TypeUrl, Set<String>>> changed = new TreeMap<>();
        touched.forEach((proxy, types) -> {
            Map<TypeUrl, Set<String>> differing = differing(proxy, types);
            if (!differing.isEmpty()) {
                changed.put(proxy, differing);
            }
        });
        // A view that went and came back within one build is a change of its content, told name by name.
        removedViews.removeIf(views::containsKey);
        var changes = new Snapshot.Changes(
                before.token(), Collections.unmodifiableMap(changed), Collections.unmodifiableSet(removedViews));
        return new Snapshot(before.generation() + 1, views, changes, interner);
    }

    private void replace(DocumentRef proxy, TypeUrl type, TypeView resources, List<String> names) {
        touched.computeIfAbsent(proxy, _ -> new TreeMap<>())
                .computeIfAbsent(type, _ -> new TreeSet<>())
                .addAll(names);
        views = views.plus(proxy, view(proxy).with(type, resources));
    }

    private View view(DocumentRef proxy) {
        View view = views.get(proxy);
        if (view != null) {
            return view;
        }
        View removed = removedViews.contains(proxy) ? before.view(proxy) : null;
        if (removed != null) {
            for (TypeUrl type : removed.types()) {
                touched.computeIfAbsent(proxy, _ -> new TreeMap<>())
                        .computeIfAbsent(type, _ -> new TreeSet<>())
                        .addAll(removed.type(type).names());
            }
        }
        return View.EMPTY;
    }

    private Map<TypeUrl, Set<String>> differing(DocumentRef proxy, SortedMap<TypeUrl, Set<String>> types) {
        View old = before.view(proxy);
        View now = views.get(proxy);
        Map<TypeUrl, Set<String>> differing = new TreeMap<>();
        types.forEach((type, names) -> {
            Set<String> kept = Sets.newTreeSet(
                    Sets.filter(names, name -> !sameVersion(resource(old, type, name), resource(now, type, name))));
            if (!kept.isEmpty()) {
                differing.put(type, Collections.unmodifiableSet(kept));
            }
        });
        return Collections.unmodifiableMap(differing);
    }

    private static @Nullable Resource resource(@Nullable View view, TypeUrl type, String name) {
        return view == null ? null : view.type(type).get(name);
    }

    private static boolean sameVersion(@Nullable Resource a, @Nullable Resource b) {
        return a == null ? b == null : b != null && a.version().equals(b.version());
    }
}
