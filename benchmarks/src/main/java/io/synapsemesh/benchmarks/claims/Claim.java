package io.synapsemesh.benchmarks.claims;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row of `docs/claims.yaml`.
///
/// @param text   what is claimed, one sentence
/// @param proof  a test class, `Class#method`, or `area/row` of a figures file
/// @param figure what was measured: for a row of figures its value and unit, for a test a few words or a number
/// @param date   of the measurement
record Claim(String text, String proof, Where where, String figure, LocalDate date) {

    private static final Set<String> FIELDS = Set.of("claim", "proof", "where", "figure", "date");

    /// Where the proof is made.
    enum Where {
        TEST,
        BENCH,
        SOAK
    }

    /// @throws IllegalArgumentException saying which field of the row is missing, unknown or wrong
    static Claim parse(Map<?, ?> row) {
        for (var field : row.keySet()) {
            if (!FIELDS.contains(String.valueOf(field))) {
                throw new IllegalArgumentException("unknown field '" + field + "'");
            }
        }
        var where = text(row, "where");
        try {
            return new Claim(
                    text(row, "claim"),
                    text(row, "proof"),
                    Where.valueOf(where.toUpperCase(Locale.ROOT)),
                    text(row, "figure"),
                    LocalDate.parse(text(row, "date")));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("date is not like 2026-11-21: " + row.get("date"), e);
        }
    }

    private static String text(Map<?, ?> row, String field) {
        @Nullable Object value = row.get(field);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException("'" + field + "' is missing");
        }
        return value.toString().strip();
    }
}
