package io.synapsemesh.certs.history;

import java.time.Instant;
import java.util.Optional;

/// One line: sequence, times in milliseconds, serial, fingerprint, name, the hash of the line before, and the hash of
/// all that, divided by single spaces. Names and hexadecimal hold no space.
record HistoryLine(long sequence, HistoryEntry entry, String previous, String hash) {
    /// What the first line has for the line before.
    static final String NONE = "0".repeat(64);

    private static final int FIELDS = 8;

    static HistoryLine of(long sequence, HistoryEntry entry, String previous) {
        if (entry.name().chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a leaf's name is one printable word");
        }
        return new HistoryLine(sequence, entry, previous, LeafHistory.hash(body(sequence, entry, previous)));
    }

    /// With its end of line.
    String text() {
        return body(sequence, entry, previous) + " " + hash + "\n";
    }

    /// Absent if it is not, byte for byte, a line with its own hash.
    static Optional<HistoryLine> parse(String text) {
        String[] fields = text.strip().split(" ", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            var entry = new HistoryEntry(
                    Instant.ofEpochMilli(Long.parseLong(fields[1])),
                    fields[5],
                    fields[3],
                    fields[4],
                    Instant.ofEpochMilli(Long.parseLong(fields[2])));
            var line = of(Long.parseLong(fields[0]), entry, fields[6]);
            return line.text().equals(text) ? Optional.of(line) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String body(long sequence, HistoryEntry entry, String previous) {
        return String.join(
                " ",
                Long.toString(sequence),
                Long.toString(entry.issuedAt().toEpochMilli()),
                Long.toString(entry.notAfter().toEpochMilli()),
                entry.serial(),
                entry.sha256(),
                entry.name(),
                previous);
    }
}
