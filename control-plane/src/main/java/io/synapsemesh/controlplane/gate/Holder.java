package io.synapsemesh.controlplane.gate;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One proxy and what its streams have of the bundles. A set of replicas shares one identity, and each has a stream:
/// all of them must have a bundle before the proxy has it. The word of a stream that closed stands until a later stream
/// of the same identity says otherwise, because whoever was behind it may be verifying still; where a later one is open
/// already, it has taken the place.
///
/// Guarded by the ledger's lock.
final class Holder {
    /// Of the word that outlived a restart: every stream comes after it.
    private static final long BEFORE_ALL = 0;

    private final SortedMap<Long, Bundles> streams = new TreeMap<>();
    /// How many streams say which word, so that one of a thousand replicas costs no look at the others.
    private final Map<Optional<String>, Integer> words = new HashMap<>();

    /// What each stream was given of leaves, by name, and the serial of what it has under that name. Not kept over a
    /// restart: whoever comes back is given its leaves again.
    private final Map<Long, Map<String, Optional<String>>> leaves = new HashMap<>();

    private int open;
    private Instant leafEnds = Instant.MIN;

    /// What one stream was given, by name of the secret, and the content hash of what it has under that name.
    private static final class Bundles {
        final Map<String, Optional<String>> held = new HashMap<>();
        boolean open = true;

        Optional<String> word() {
            var distinct = held.values().stream().distinct().toList();
            return distinct.size() == 1 ? distinct.getFirst() : Optional.empty();
        }
    }

    /// As it was before a restart.
    static Holder remembered(GateRow row) {
        var holder = new Holder();
        var before = new Bundles();
        before.held.put("", row.acked());
        before.open = false;
        holder.streams.put(BEFORE_ALL, before);
        holder.words.put(row.acked(), 1);
        holder.leafEnds = row.leafEnds();
        return holder;
    }

    boolean isMember() {
        return !streams.isEmpty();
    }

    boolean connected() {
        return open > 0;
    }

    Optional<String> acked() {
        return words.size() == 1 ? words.keySet().iterator().next() : Optional.empty();
    }

    Instant leafEnds() {
        return leafEnds.equals(Instant.MIN) ? Instant.MAX : leafEnds;
    }

    void leafEnds(Instant end) {
        if (end.isAfter(leafEnds)) {
            leafEnds = end;
        }
    }

    void leafGiven(long stream, String name) {
        leaves.computeIfAbsent(stream, _ -> new HashMap<>()).putIfAbsent(name, Optional.empty());
    }

    void leafTaken(long stream, String name, String serial) {
        leaves.computeIfAbsent(stream, _ -> new HashMap<>()).put(name, Optional.of(serial));
    }

    /// Whether nobody behind these streams can show any leaf but the newest.
    ///
    /// @param newest serial by name
    boolean holdsNewest(Map<String, String> newest) {
        return streams.keySet().stream()
                .allMatch(stream -> stream != BEFORE_ALL
                        && leaves.getOrDefault(stream, Map.of()).entrySet().stream()
                                .allMatch(leaf ->
                                        leaf.getValue().equals(Optional.ofNullable(newest.get(leaf.getKey())))));
    }

    void given(long stream, String bundle) {
        Bundles of = of(stream);
        if (!of.held.containsKey(bundle)) {
            hold(of, bundle, Optional.empty());
        }
    }

    void taken(long stream, String bundle, String hash) {
        hold(of(stream), bundle, Optional.of(hash));
    }

    /// Who gives its bundles back verifies nothing with them.
    void released(long stream, Collection<String> names) {
        Map<String, Optional<String>> shown = leaves.get(stream);
        if (shown != null) {
            shown.keySet().removeAll(names);
        }
        Bundles of = streams.get(stream);
        if (of != null) {
            count(of.word(), -1);
            of.held.keySet().removeAll(names);
            count(of.word(), 1);
            if (of.held.isEmpty()) {
                remove(stream);
            }
        }
    }

    void closed(long stream) {
        Bundles of = streams.get(stream);
        if (of == null) {
            leaves.remove(stream);
            return;
        }
        if (!of.open) {
            return;
        }
        if (streams.lastKey() > stream) {
            remove(stream);
        } else {
            of.open = false;
            open--;
        }
    }

    private Bundles of(long stream) {
        @Nullable Bundles known = streams.get(stream);
        if (known != null) {
            return known;
        }
        // Only the latest can be closed and still here: this one speaks for it from now on.
        if (!streams.isEmpty() && streams.lastKey() < stream) {
            long latest = streams.lastKey();
            if (!Objects.requireNonNull(streams.get(latest)).open) {
                remove(latest);
            }
        }
        var added = new Bundles();
        streams.put(stream, added);
        open++;
        count(added.word(), 1);
        return added;
    }

    private void remove(long stream) {
        Bundles gone = Objects.requireNonNull(streams.remove(stream));
        leaves.remove(stream);
        count(gone.word(), -1);
        if (gone.open) {
            open--;
        }
    }

    private void hold(Bundles of, String bundle, Optional<String> hash) {
        count(of.word(), -1);
        of.held.put(bundle, hash);
        count(of.word(), 1);
    }

    private void count(Optional<String> word, int more) {
        words.merge(word, more, (before, added) -> before + added == 0 ? null : before + added);
    }
}
