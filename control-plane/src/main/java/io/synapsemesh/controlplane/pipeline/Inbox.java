package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// What waits for the writer. Everything coalesces by name, so it is bounded by the number of documents and leaves, not
/// by
/// the number of events.
final class Inbox {
    private SortedMap<DocumentRef, Optional<Document>> documents = new TreeMap<>();
    private SortedMap<LeafName, Optional<Leaf>> leaves = new TreeMap<>();
    private Optional<TrustBundle> bundle = Optional.empty();
    private Optional<SortedMap<TrustDomain, TrustBundle>> federated = Optional.empty();
    private Optional<String> door = Optional.empty();
    private boolean keys;
    private boolean closed;
    private long since;
    private List<CompletableFuture<Void>> barriers = new ArrayList<>();

    /// What was taken out at once. An empty value means "gone".
    ///
    /// @param since when the first change of it came, by [System#nanoTime]; means nothing if there is none
    record Batch(
            SortedMap<DocumentRef, Optional<Document>> documents,
            SortedMap<LeafName, Optional<Leaf>> leaves,
            Optional<TrustBundle> bundle,
            Optional<SortedMap<TrustDomain, TrustBundle>> federated,
            Optional<String> door,
            boolean keys,
            long since,
            List<CompletableFuture<Void>> barriers) {
        boolean isEmpty() {
            return documents.isEmpty()
                    && leaves.isEmpty()
                    && bundle.isEmpty()
                    && federated.isEmpty()
                    && door.isEmpty()
                    && !keys;
        }
    }

    synchronized void documents(Collection<Document> upserts, Collection<DocumentRef> removed) {
        begin();
        removed.forEach(ref -> documents.put(ref, Optional.empty()));
        upserts.forEach(document -> documents.put(document.ref(), Optional.of(document)));
        notifyAll();
    }

    synchronized void leaf(LeafName name, Optional<Leaf> leaf) {
        begin();
        leaves.put(name, leaf);
        notifyAll();
    }

    synchronized void bundle(TrustBundle present) {
        begin();
        bundle = Optional.of(present);
        notifyAll();
    }

    synchronized void federated(SortedMap<TrustDomain, TrustBundle> present) {
        begin();
        federated = Optional.of(present);
        notifyAll();
    }

    /// @param anchors PEM
    synchronized void door(String anchors) {
        begin();
        door = Optional.of(anchors);
        notifyAll();
    }

    synchronized void keys() {
        begin();
        keys = true;
        notifyAll();
    }

    synchronized void barrier(CompletableFuture<Void> reached) {
        barriers.add(reached);
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Waits until there is something. Empty after [#close].
    synchronized Optional<Batch> take() throws InterruptedException {
        while (!closed && isEmpty()) {
            wait();
        }
        return closed ? Optional.empty() : Optional.of(drain());
    }

    /// Takes what there is, without waiting.
    synchronized Batch drain() {
        var batch = new Batch(documents, leaves, bundle, federated, door, keys, since, barriers);
        documents = new TreeMap<>();
        leaves = new TreeMap<>();
        bundle = Optional.empty();
        federated = Optional.empty();
        door = Optional.empty();
        keys = false;
        barriers = new ArrayList<>();
        return batch;
    }

    private void begin() {
        if (hasNoChange()) {
            since = System.nanoTime();
        }
    }

    private boolean isEmpty() {
        return hasNoChange() && barriers.isEmpty();
    }

    private boolean hasNoChange() {
        return documents.isEmpty()
                && leaves.isEmpty()
                && bundle.isEmpty()
                && federated.isEmpty()
                && door.isEmpty()
                && !keys;
    }

    /// The documents of a batch that are gone.
    static List<DocumentRef> gone(Map<DocumentRef, Optional<Document>> documents) {
        return documents.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
