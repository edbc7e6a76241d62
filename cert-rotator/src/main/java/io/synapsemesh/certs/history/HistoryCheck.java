package io.synapsemesh.certs.history;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Whether a history is whole. Reads all of it, one segment at a time.
///
/// @param lines whole lines that hang together, from the first one that is kept
/// @param broken the first place that does not, as `segment:line`, and what is wrong there
public record HistoryCheck(long lines, Optional<String> broken) {
    public static HistoryCheck of(HistorySegments segments) {
        long lines = 0;
        Optional<HistoryLine> last = Optional.empty();
        for (String name : segments.names()) {
            if (!name.startsWith(LeafHistory.PREFIX)) {
                continue;
            }
            byte[] content = segments.tail(name, 2 * LeafHistory.SEGMENT_BYTES_MAX)
                    .map(HistorySegments.Tail::bytes)
                    .orElse(new byte[0]);
            String text = new String(content, StandardCharsets.US_ASCII);
            int at = 0;
            // What follows the last end of line was torn by a crash and never acknowledged.
            for (int row = 1, end; (end = text.indexOf('\n', at)) >= 0; row++, at = end + 1) {
                var line = HistoryLine.parse(text.substring(at, end + 1));
                Optional<String> wrong = line.isEmpty()
                        ? Optional.of("not a line with its own hash")
                        : last.flatMap(before -> follows(before, line.get()));
                if (wrong.isPresent()) {
                    return new HistoryCheck(lines, Optional.of(name + ":" + row + " " + wrong.get()));
                }
                last = line;
                lines++;
            }
        }
        return new HistoryCheck(lines, Optional.empty());
    }

    private static Optional<String> follows(HistoryLine before, HistoryLine line) {
        return line.sequence() == before.sequence() + 1 && line.previous().equals(before.hash())
                ? Optional.empty()
                : Optional.of("does not follow line " + before.sequence());
    }
}
