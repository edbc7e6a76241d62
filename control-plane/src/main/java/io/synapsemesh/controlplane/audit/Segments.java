package io.synapsemesh.controlplane.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One log: files `<log>-<first sequence>.jsonl`, written to the end of the newest. For one thread at a time.
///
/// After a crash the last line may be torn. It was never acknowledged, so it is cut off and its number used again.
final class Segments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d{1,18})[,}]");
    private static final int TAIL_BYTES = 1 << 20;

    /// How the disk is waited for; a test makes it fail.
    @FunctionalInterface
    interface Disk {
        Disk REAL = channel -> channel.force(false);

        void force(FileChannel channel) throws IOException;
    }

    private final Path directory;
    private final String log;
    private final long bytesMax;
    private final int filesMax;
    private final Disk disk;
    private FileChannel channel;
    /// Of the channel, without asking the system each time.
    private long position;
    private long next;

    private Segments(Path directory, String log, JsonFileSink.Bounds bounds, Disk disk, FileChannel channel, long next)
            throws IOException {
        this.directory = directory;
        this.log = log;
        this.bytesMax = bounds.segmentBytes();
        this.filesMax = bounds.segmentsMax();
        this.disk = disk;
        this.channel = channel;
        this.position = channel.position();
        this.next = next;
    }

    static Segments open(Path directory, String log, JsonFileSink.Bounds bounds, Disk disk) throws IOException {
        List<Path> files = list(directory, log);
        if (files.isEmpty()) {
            return new Segments(directory, log, bounds, disk, create(directory, log, 1), 1);
        }
        Path newest = files.getLast();
        var channel = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE);
        long last = repair(channel, newest);
        long next = last > 0 ? last + 1 : firstOf(newest, log);
        return new Segments(directory, log, bounds, disk, channel, next);
    }

    long next() {
        return next;
    }

    /// A place in the log that can be gone back to until the next [#rotate].
    record Mark(long position, long next) {}

    Mark mark() {
        return new Mark(position, next);
    }

    /// Everything since `mark` was never there.
    void cutBack(Mark mark) throws IOException {
        channel.truncate(mark.position());
        channel.position(mark.position());
        position = mark.position();
        next = mark.next();
    }

    /// Hands lines, the first of number [#next], to the operating system: they outlive this process. If it fails
    /// nothing
    /// of them stays.
    void append(List<String> lines) throws IOException {
        var before = mark();
        var text = new StringBuilder(lines.size() * 1024);
        lines.forEach(line -> text.append(line).append('\n'));
        try {
            var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                position += channel.write(bytes);
            }
        } catch (IOException e) {
            cutBack(before);
            throw e;
        }
        next += lines.size();
    }

    /// Waits until what was appended before is on the disk: it outlives a power cut.
    void force() throws IOException {
        disk.force(channel);
    }

    boolean isFull() {
        return position >= bytesMax;
    }

    @Override
    public void close() throws IOException {
        channel.force(true);
        channel.close();
    }

    /// Begins the next file; all before it is on the disk then.
    void rotate() throws IOException {
        force();
        FileChannel fresh = create(directory, log, next);
        channel.close();
        channel = fresh;
        position = 0;
        List<Path> files = list(directory, log);
        for (Path old : files.subList(0, Math.max(0, files.size() - filesMax))) {
            Files.delete(old);
            LOG.warn("the oldest audit file was deleted: file={} limit={}", old.getFileName(), filesMax);
        }
    }

    private static FileChannel create(Path directory, String log, long first) throws IOException {
        return FileChannel.open(
                directory.resolve("%s-%018d.jsonl".formatted(log, first)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /// Cuts a torn line and puts the channel to the end.
    ///
    /// @return the sequence of the last whole line, 0 if there is none
    private static long repair(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, TAIL_BYTES);
        var tail = ByteBuffer.allocate(length);
        while (tail.hasRemaining() && channel.read(tail, size - length + tail.position()) >= 0) {
            // Reads on until the tail is whole.
        }
        String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            LOG.warn("a torn line was cut off: file={} bytes={}", file.getFileName(), text.length() - end);
            channel.truncate(size - length + end);
        }
        channel.position(channel.size());
        if (end == 0) {
            return 0;
        }
        String line = text.substring(text.lastIndexOf('\n', end - 2) + 1, end);
        Matcher sequence = SEQUENCE.matcher(line);
        if (!sequence.find()) {
            throw new IOException(file.getFileName() + " does not end in a line of ours");
        }
        return Long.parseLong(sequence.group(1));
    }

    private static long firstOf(Path file, String log) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(log.length() + 1, name.length() - ".jsonl".length()));
    }

    private static List<Path> list(Path directory, String log) throws IOException {
        var files = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(directory, log + "-[0-9]*.jsonl")) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }
}
