package io.synapsemesh.certs.history;

import io.synapsemesh.certs.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The log of every leaf that was issued: one line each, with the hash of the line before, so that no line can be
/// changed, dropped or put in without [HistoryCheck] finding where. Who was what, long after the leaf itself is gone:
/// keys and certificates are kept for live identities only.
///
/// Nothing is read when the control plane starts; before the first line is written, one end of one file is. A full
/// segment is closed and the oldest of [#SEGMENTS_MAX] goes, so neither the disk nor the listing grows for ever
/// (hashicorp/vault#21042: 20 million stored certificates were 25 minutes of start). A line that was torn by a crash
/// was never acknowledged; it ends its segment and the chain goes on from the last whole line in the next one.
///
/// Safe for many threads.
public final class LeafHistory {
    /// Some 3,000 lines.
    public static final int SEGMENT_BYTES_MAX = 1 << 20;

    /// Some 200,000 lines.
    public static final int SEGMENTS_MAX = 64;

    /// Longer than any line: two names of 2 KiB would fit.
    static final int TAIL_BYTES = 8192;

    static final String PREFIX = "leaves-";

    private final HistorySegments segments;
    private @Nullable End end;

    /// Where the chain stands.
    private record End(String segment, long size, long sequence, String hash) {}

    public LeafHistory(HistorySegments segments) {
        this.segments = segments;
    }

    public static LeafHistory none() {
        return new LeafHistory(HistorySegments.none());
    }

    /// When it returns, the line is on the disk.
    ///
    /// @throws UncheckedIOException if it is not; what was there before is unharmed
    public void append(HistoryEntry entry) {
        append(List.of(entry));
    }

    /// As [#append(HistoryEntry)] for each in order, with one write for all. If it throws, some of them may stand there
    /// already, and stand there twice when they are given again.
    public synchronized void append(List<HistoryEntry> entries) {
        End from = end == null ? open() : end;
        if (from.size() >= SEGMENT_BYTES_MAX) {
            from = nextSegment(from);
        }
        var text = new StringBuilder();
        long sequence = from.sequence();
        String hash = from.hash();
        for (HistoryEntry entry : entries) {
            var line = HistoryLine.of(++sequence, entry, hash);
            hash = line.hash();
            text.append(line.text());
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        end = null; // Until it is known to be written: a part of it may be there.
        segments.append(from.segment(), bytes);
        end = new End(from.segment(), from.size() + bytes.length, sequence, hash);
    }

    private End open() {
        SortedSet<String> names = mine();
        if (names.isEmpty()) {
            return new End(nameOf(1), 0, 0, HistoryLine.NONE);
        }
        // A newest segment that holds nothing but a torn line says nothing: the one before does.
        for (String name : List.copyOf(names).reversed()) {
            var tail = segments.tail(name, TAIL_BYTES);
            if (tail.isEmpty()) {
                continue;
            }
            String text = new String(tail.get().bytes(), StandardCharsets.US_ASCII);
            Optional<HistoryLine> last = lastLine(text);
            boolean whole = text.endsWith("\n");
            if (last.isPresent()) {
                var known = new End(
                        name,
                        tail.get().size(),
                        last.get().sequence(),
                        last.get().hash());
                return whole && name.equals(names.last()) ? known : after(known, names);
            }
            if (whole && !text.isEmpty()) {
                throw new UncheckedIOException(
                        new IOException("history/" + name + " does not end in a line of ours. Fix: restore it, or move "
                                + "the folder away; a new chain begins then"));
            }
        }
        return new End(freshName(1, names), 0, 0, HistoryLine.NONE);
    }

    private End nextSegment(End full) {
        var names = mine();
        for (String old : List.copyOf(names).subList(0, Math.max(0, names.size() - SEGMENTS_MAX + 1))) {
            segments.delete(old);
        }
        return after(full, names);
    }

    private static End after(End known, SortedSet<String> names) {
        return new End(freshName(known.sequence() + 1, names), 0, known.sequence(), known.hash());
    }

    /// A torn segment may have taken the name of the sequence already.
    private static String freshName(long sequence, SortedSet<String> names) {
        String name = nameOf(sequence);
        for (int i = 1; names.contains(name); i++) {
            name = nameOf(sequence) + "." + i;
        }
        return name;
    }

    private SortedSet<String> mine() {
        var names = new TreeSet<String>();
        segments.names().stream().filter(name -> name.startsWith(PREFIX)).forEach(names::add);
        return names;
    }

    private static String nameOf(long sequence) {
        return "%s%018d.log".formatted(PREFIX, sequence);
    }

    private static Optional<HistoryLine> lastLine(String tail) {
        int end = tail.lastIndexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        String line = tail.substring(tail.lastIndexOf('\n', end - 1) + 1, end + 1);
        return HistoryLine.parse(line);
    }

    static String hash(String text) {
        return Pem.sha256Hex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
