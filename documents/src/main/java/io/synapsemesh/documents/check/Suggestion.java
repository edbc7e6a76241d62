package io.synapsemesh.documents.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The word the user probably meant: the nearest by optimal string alignment (insert, delete, replace, swap), without
/// case,
/// if no more than a third of it differs.
public final class Suggestion {
    private static final int CHARS_MAX = 64;

    private Suggestion() {}

    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > CHARS_MAX) {
            return Optional.empty();
        }
        String folded = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(k -> new Candidate(k, distance(folded, k.toLowerCase(Locale.ROOT))))
                .filter(c -> c.distance() <= Math.max(1, c.word().length() / 3))
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
                .map(Candidate::word);
    }

    private record Candidate(String word, int distance) {}

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
