package io.synapsemesh.controlplane.state;

import io.synapsemesh.certs.history.HistorySegments;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// A folder of the data directory whose files of mode 0600 only grow. Symbolic links are not followed, and a file that
/// group or world can read is neither read nor written.
public final class DataSegments implements HistorySegments {
    private final Path path;

    DataSegments(Path path) {
        this.path = path;
    }

    @Override
    public SortedSet<String> names() {
        return new DataFolder(path).names();
    }

    @Override
    public Optional<Tail> tail(String name, int bytesMax) {
        Path file = path.resolve(name);
        try {
            requirePrivate(file);
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                long size = channel.size();
                var bytes = ByteBuffer.allocate((int) Math.min(size, bytesMax));
                long from = size - bytes.capacity();
                while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                    // Reads on until the tail is whole.
                }
                return Optional.of(new Tail(size, bytes.array()));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void append(String name, byte[] bytes) {
        Path file = path.resolve(name);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (!fresh) {
                requirePrivate(file);
            }
            var options = Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND,
                    LinkOption.NOFOLLOW_LINKS);
            try (var channel = FileChannel.open(file, options, mode)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(fresh);
            }
            if (fresh) {
                sync();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot append to " + file, e);
        }
    }

    @Override
    public void delete(String name) {
        new DataFolder(path).delete(name);
    }

    private static void requirePrivate(Path file) throws IOException {
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new DataDirectoryRefused(Code.SYN1203, file + " is not a plain file.", "remove it.");
        }
        Privacy.require(file, attributes);
    }

    /// Without it a new file itself may be lost by a power cut.
    private void sync() throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
