package io.synapsemesh.controlplane.gate;

import io.synapsemesh.controlplane.state.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows on disk, in `gate/members`: a line for each change, each with its checksum, so that a change costs one line
/// and a crash can only cut the last one short. Now and then, and at each start, the file is written anew with one line
/// a row.
///
/// For one thread at a time, but for [#sync].
final class GateJournal implements AutoCloseable {
    static final String FILE = "members";

    private static final Logger LOG = LoggerFactory.getLogger(GateJournal.class);
    private static final int LINES_MIN = 1000;
    private static final int LINES_PER_ROW_MAX = 4;
    private static final String GONE = "gone\t";

    private final DataFolder folder;
    private final Object disk = new Object();
    private FileChannel channel;
    private long length;
    private int lines;

    /// What a start finds.
    sealed interface Found {
        /// @param rows by name
        record Whole(Map<String, GateRow> rows) implements Found {}

        /// A line within the file is not what was written: what came after it is not known.
        ///
        /// @param rows as far as they could be read
        record Damaged(Map<String, GateRow> rows) implements Found {}
    }

    private GateJournal(DataFolder folder, Collection<GateRow> rows) {
        this.folder = folder;
        this.channel = rewritten(rows);
    }

    static Found read(DataFolder folder) {
        var rows = new TreeMap<String, GateRow>();
        String text = folder.read(FILE)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            if (!apply(text.substring(from, end), rows)) {
                LOG.error(
                        "gate/{} is damaged at character {}; every proxy counts as one that has not acknowledged",
                        FILE,
                        from);
                return new Found.Damaged(rows);
            }
            from = end + 1;
        }
        // What is left was being written when the process ended: it was not acted on.
        return new Found.Whole(rows);
    }

    static GateJournal begin(DataFolder folder, Collection<GateRow> rows) {
        return new GateJournal(folder, rows);
    }

    void put(GateRow row) {
        append(row.text());
    }

    void gone(String name) {
        append(GONE + name);
    }

    /// Returns when everything that was put is on the disk, and not only with the operating system.
    void sync() {
        synchronized (disk) {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /// Whether the file has grown to more than it is worth.
    boolean wantsRewriting(int rows) {
        return lines > LINES_MIN && lines > LINES_PER_ROW_MAX * rows;
    }

    void rewrite(Collection<GateRow> rows) {
        synchronized (disk) {
            FileChannel before = channel;
            channel = rewritten(rows);
            try {
                before.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            try {
                channel.force(false);
                channel.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private FileChannel rewritten(Collection<GateRow> rows) {
        var text = new StringBuilder();
        rows.forEach(row -> text.append(line(row.text())));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        folder.write(FILE, bytes);
        try {
            var opened = FileChannel.open(folder.path().resolve(FILE), StandardOpenOption.WRITE);
            opened.position(bytes.length);
            length = bytes.length;
            lines = rows.size();
            return opened;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void append(String content) {
        synchronized (disk) {
            try {
                // A write that failed half-way is overwritten: a broken line may only be the last.
                if (channel.position() != length) {
                    channel.truncate(length);
                    channel.position(length);
                }
                var bytes = ByteBuffer.wrap(line(content).getBytes(StandardCharsets.UTF_8));
                int size = bytes.remaining();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                length += size;
                lines++;
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private static String line(String content) {
        var sum = new CRC32C();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x\t%s\n", sum.getValue(), content);
    }

    private static boolean apply(String line, Map<String, GateRow> rows) {
        int tab = line.indexOf('\t');
        if (tab < 0 || !line(line.substring(tab + 1)).equals(line + "\n")) {
            return false;
        }
        String content = line.substring(tab + 1);
        if (content.startsWith(GONE)) {
            rows.remove(content.substring(GONE.length()));
            return true;
        }
        try {
            GateRow row = GateRow.parse(content);
            rows.put(row.name(), row);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("gate/" + FILE + " in the data directory cannot be written", e);
    }
}
