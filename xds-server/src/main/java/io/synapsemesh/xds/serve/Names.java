package io.synapsemesh.xds.serve;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// An immutable sorted set of resource names. An array, because most streams are idle and there are many: 1,000
/// names are 4 KB of references to strings the view owns.
final class Names {
    static final Names NONE = new Names(new String[0]);

    private final String[] sorted;

    private Names(String[] sorted) {
        this.sorted = sorted;
    }

    static Names of(Collection<String> names) {
        return names.isEmpty() ? NONE : new Names(new TreeSet<>(names).toArray(String[]::new));
    }

    boolean contains(String name) {
        return Arrays.binarySearch(sorted, name) >= 0;
    }

    int size() {
        return sorted.length;
    }

    List<String> list() {
        return List.of(sorted);
    }

    /// O(size + added · log added): clients that discover on demand add names one at a time.
    Names plus(Collection<String> names) {
        String[] added = names.stream()
                .filter(name -> !contains(name))
                .distinct()
                .sorted()
                .toArray(String[]::new);
        if (added.length == 0) {
            return this;
        }
        String[] all = new String[sorted.length + added.length];
        int ours = 0;
        int theirs = 0;
        for (int i = 0; i < all.length; i++) {
            boolean takeOurs =
                    theirs == added.length || ours < sorted.length && sorted[ours].compareTo(added[theirs]) < 0;
            all[i] = takeOurs ? sorted[ours++] : added[theirs++];
        }
        return new Names(all);
    }

    Names minus(Collection<String> names) {
        SortedSet<String> all = new TreeSet<>(Arrays.asList(sorted));
        names.forEach(all::remove);
        return all.size() < sorted.length ? new Names(all.toArray(String[]::new)) : this;
    }
}
