package io.synapsemesh.controlplane.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operating system's word that something changed. Only a hint that saves waiting for the poll: events get lost.
final class DirectoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();

    DirectoryWatch(Path root) {
        try {
            service = root.getFileSystem().newWatchService();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What may have changed: these files, or anything.
    record Hint(Set<Path> files, boolean anything) {}

    /// Whether directories came under watch that were not before.
    enum Coverage {
        AS_BEFORE,
        WIDER
    }

    /// Watches exactly these. A directory that cannot be watched is left to the poll.
    Coverage watch(Collection<Path> directories) {
        var coverage = Coverage.AS_BEFORE;
        keys.entrySet().removeIf(entry -> {
            boolean gone =
                    !directories.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path directory : directories) {
            if (!keys.containsKey(directory)) {
                try {
                    keys.put(
                            directory,
                            directory.register(
                                    service,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                    coverage = Coverage.WIDER;
                } catch (IOException e) {
                    LOG.warn(
                            "a directory is not watched, only polled: reason={}",
                            e.getClass().getSimpleName());
                }
            }
        }
        return coverage;
    }

    /// Waits at most this long for a change.
    ///
    /// @throws InterruptedException also when the watch was closed
    Hint await(Duration wait) throws InterruptedException {
        var files = new HashSet<Path>();
        boolean anything = false;
        try {
            @Nullable WatchKey key = service.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
            while (key != null) {
                Path directory = (Path) key.watchable();
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                        anything = true;
                    } else {
                        Path entry = directory.resolve((Path) event.context());
                        if (ConfigTree.isDocumentFile(entry) && !keys.containsKey(entry)) {
                            files.add(entry);
                        }
                        anything |= concernsMore(entry);
                    }
                }
                anything |= !key.reset();
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            throw (InterruptedException) new InterruptedException("closed").initCause(e);
        }
        return new Hint(files, anything);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("the watch did not close: reason={}", e.getMessage());
        }
    }

    /// A directory that came, went or is a link; `..data` is the link that Kubernetes swaps.
    private boolean concernsMore(Path entry) {
        return keys.containsKey(entry)
                || entry.getFileName().toString().startsWith("..")
                || Files.isDirectory(entry)
                || Files.isSymbolicLink(entry);
    }
}
