package io.synapsemesh.xds.snapshot;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import io.synapsemesh.core.document.DocumentRef;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What all proxies should have at one moment, and what changed since the moment before. Immutable.
///
/// Made by [#next]: the builder starts from this snapshot's persistent maps, so a change of k resources costs
/// O(k log n), whatever the size of the world.
public final class Snapshot {
    private final long generation;
    private final TreePMap<DocumentRef, View> views;
    private final Changes changes;
    private final Interner<Resource> interner;
    private final Object token = new Object();

    Snapshot(long generation, TreePMap<DocumentRef, View> views, Changes changes, Interner<Resource> interner) {
        this.generation = generation;
        this.views = views;
        this.changes = changes;
        this.interner = interner;
    }

    /// The snapshot before the first: no views, generation 0.
    public static Snapshot empty() {
        return new Snapshot(0, TreePMap.empty(), Changes.NONE, Interners.newWeakInterner());
    }

    /// A builder of the snapshot after this one. Not safe for many threads.
    public SnapshotBuilder next() {
        return new SnapshotBuilder(this, views, interner);
    }

    /// Counts snapshots; only compared, never sent.
    public long generation() {
        return generation;
    }

    public @Nullable View view(DocumentRef proxy) {
        return views.get(proxy);
    }

    public Set<DocumentRef> proxies() {
        return views.keySet();
    }

    /// Whether `changes` tells the difference to exactly `before`.
    public boolean follows(Snapshot before) {
        return changes.token == before.token;
    }

    Object token() {
        return token;
    }

    /// What differs from the snapshot this one was made from.
    public Changes changes() {
        return changes;
    }

    /// Names by view and type whose version differs, in key order.
    ///
    /// @param token stands for the snapshot these are the changes from, without keeping it alive
    /// @param removedViews views that are gone
    public record Changes(
            Object token, Map<DocumentRef, Map<TypeUrl, Set<String>>> byView, Set<DocumentRef> removedViews) {
        static final Changes NONE = new Changes(new Object(), Map.of(), Set.of());

        public boolean isEmpty() {
            return byView.isEmpty() && removedViews.isEmpty();
        }
    }
}
