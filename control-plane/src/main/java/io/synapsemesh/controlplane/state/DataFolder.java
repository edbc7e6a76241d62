package io.synapsemesh.controlplane.state;

import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.identity.jwks.JwksArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/// One folder of the data directory: small files of mode 0600.
///
/// A write goes to a temporary file, is synced, renamed over the old one, and the folder is synced: after a crash or a
/// power cut there is the old content or the new, and once [#write] has returned it is the new. Symbolic links are not
/// followed and a file that group or world can read is not read. While the folder itself is away, an unmounted disk for
/// instance, everything fails: nobody is told that there is no such file, who might then make a new root.
public final class DataFolder implements ByteStore, JwksArchive {
    /// Larger files are neither written nor read.
    public static final int BYTES_MAX = 32 * 1024 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
    private static final String UNFINISHED = ".unfinished-";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path path;

    DataFolder(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    @Override
    public Optional<byte[]> read(String name) {
        Path file = fileOf(name);
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new DataDirectoryRefused(Code.SYN1203, file + " is not a plain file.", "remove it.");
            }
            Privacy.require(file, attributes);
            if (attributes.size() > BYTES_MAX) {
                throw new IOException(file + " is larger than " + BYTES_MAX + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            requireFolder("read", file);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void write(String name, byte[] content) {
        Path file = fileOf(name);
        if (content.length > BYTES_MAX) {
            throw new StoreFailed(
                    Code.SYN0823, "%s has %d bytes; a file here takes %d.".formatted(file, content.length, BYTES_MAX));
        }
        Path unfinished = path.resolve(UNFINISHED + UUID.randomUUID());
        try {
            try {
                writeSynced(unfinished, content);
                move(unfinished, file);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void delete(String name) {
        Path file = fileOf(name);
        try {
            if (Files.deleteIfExists(file)) {
                sync();
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
        requireFolder("delete", file);
    }

    @Override
    public SortedSet<String> names() {
        var names = new TreeSet<String>();
        try (var entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (NAME.matcher(name).matches() && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name);
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    /// Removes what a write left that never finished. Young ones may be another process's work.
    void removeAbandoned(Instant now) throws IOException {
        try (var entries = Files.newDirectoryStream(path, UNFINISHED + "*")) {
            for (Path entry : entries) {
                var written = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .lastModifiedTime();
                if (written.toInstant().isBefore(now.minus(ABANDONED))) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }

    private void requireFolder(String verb, Path file) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new UncheckedIOException(
                    "cannot " + verb + " " + file, new IOException("its folder is not there; is the disk mounted?"));
        }
    }

    private Path fileOf(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file of the data directory: " + name);
        }
        return path.resolve(name);
    }

    private static void writeSynced(Path file, byte[] content) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(file, options, mode)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + to + " cannot replace a file in one step", e);
        }
    }

    /// Without it the rename itself may be lost by a power cut.
    private void sync() throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
