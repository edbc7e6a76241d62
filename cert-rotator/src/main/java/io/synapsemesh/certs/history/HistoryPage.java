package io.synapsemesh.certs.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The newest lines of a history. What is before them is not looked at, and not judged: that is [HistoryCheck].
///
/// @param rows oldest first
public record HistoryPage(List<Row> rows) {
    /// @param sequence its place in the chain, from 1
    public record Row(long sequence, HistoryEntry entry) {}

    public HistoryPage {
        rows = List.copyOf(rows);
    }

    /// @param most how many lines
    public static HistoryPage newest(HistorySegments segments, int most) {
        var rows = new ArrayList<Row>();
        for (String name : List.copyOf(segments.names()).reversed()) {
            if (rows.size() >= most) {
                break;
            }
            if (name.startsWith(LeafHistory.PREFIX)) {
                segments.tail(name, 2 * LeafHistory.SEGMENT_BYTES_MAX)
                        .map(tail -> rows(tail.bytes()))
                        .ifPresent(older -> rows.addAll(0, older));
            }
        }
        return new HistoryPage(rows.subList(Math.max(0, rows.size() - most), rows.size()));
    }

    private static List<Row> rows(byte[] segment) {
        return new String(segment, StandardCharsets.US_ASCII)
                .lines()
                .map(line -> HistoryLine.parse(line + "\n"))
                .flatMap(java.util.Optional::stream)
                .map(line -> new Row(line.sequence(), line.entry()))
                .toList();
    }
}
