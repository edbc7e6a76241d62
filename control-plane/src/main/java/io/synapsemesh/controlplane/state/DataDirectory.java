package io.synapsemesh.controlplane.state;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/// Where the control plane keeps what must survive it; the layout is `docs/`' "Data dir". Mode 0700, and refused
/// (SYN1203) if group or world have any right on it or on one of its folders.
///
/// Opening takes no lock, so `token` and other commands work beside a running server. [#lock] is what keeps two
/// servers apart.
public final class DataDirectory {
    private final Path root;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /// The folders of the layout.
    public enum Part {
        CA("ca"),
        SVIDS("svids"),
        HISTORY("history"),
        TOKENS("tokens"),
        ACKED("acked"),
        GATE("gate"),
        LASTGOOD("lastgood"),
        JWKS("jwks"),
        FEDERATION("federation"),
        STATUS("status"),
        AUDIT("audit"),
        REPORTS("reports");

        private final String folder;

        Part(String folder) {
            this.folder = folder;
        }
    }

    /// Makes what is missing, checks what is there.
    ///
    /// @throws DataDirectoryRefused if it is not private, not a directory, or on a file system without permissions
    public static DataDirectory open(Path path) {
        var directory = new DataDirectory(path.toAbsolutePath().normalize());
        try {
            Path parent = directory.root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            prepare(directory.root);
            directory.top().removeAbandoned(Instant.now());
            for (Part part : Part.values()) {
                prepare(directory.root.resolve(part.folder));
                directory.folder(part).removeAbandoned(Instant.now());
            }
            return directory;
        } catch (UnsupportedOperationException e) {
            throw new DataDirectoryRefused(
                    Code.SYN1203,
                    directory.root + " is on a file system without owner and mode.",
                    "choose a directory on a local POSIX file system with --data-dir.");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the data directory " + directory.root, e);
        }
    }

    public Path path() {
        return root;
    }

    public DataFolder folder(Part part) {
        return new DataFolder(root.resolve(part.folder));
    }

    /// The hash log of what was issued.
    public DataSegments history() {
        return new DataSegments(root.resolve(Part.HISTORY.folder));
    }

    /// The files that stand in the directory itself: `bootstrap-ca.pem`, `operator.token`.
    public DataFolder top() {
        return new DataFolder(root);
    }

    /// Held by a server while it runs; `--only` processes that share the directory hold different parts of the work.
    /// The operating system drops it when the process ends, however it ends.
    ///
    /// @param work `xds`, `identity` or `certs`
    /// @throws DataDirectoryRefused (SYN1212) if another process, or this one, holds it
    public DataLock lock(String work) {
        Path file = root.resolve("lock." + work);
        try {
            var channel = openLock(file);
            try {
                var lock = channel.tryLock();
                if (lock != null) {
                    return new DataLock(channel);
                }
            } catch (OverlappingFileLockException e) {
                // Held by this very process: the same answer as for another one.
            }
            channel.close();
            throw new DataDirectoryRefused(
                    Code.SYN1212,
                    root + " is in use by another control plane (" + work + ").",
                    "stop the other one, or choose another --data-dir.");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    /// Runs `work` while no other process and no other thread runs such work on this directory: for what is made once,
    /// like a signing key that a command and a server may both want to make first.
    public <T> T exclusively(Supplier<T> work) {
        Path file = root.resolve("lock.once");
        synchronized (DataDirectory.class) {
            try (var channel = openLock(file);
                    var lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("the lock was lost");
                }
                return work.get();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot lock " + file, e);
            }
        }
    }

    private static FileChannel openLock(Path file) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode);
    }

    private static void prepare(Path folder) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            Files.createDirectory(folder, mode);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new DataDirectoryRefused(Code.SYN1203, folder + " is not a directory.", "remove it.");
            }
        }
        Privacy.require(folder, Files.readAttributes(folder, PosixFileAttributes.class));
    }
}
