package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.documents.yaml.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files below the configuration directory that hold documents: `*.yaml` and `*.yml`, links followed, names with a
/// leading dot left out. That is what makes a Kubernetes volume read right: its files are links through `..data`, which
/// is swapped as one.
final class ConfigTree {
    static final int FILES_MAX = 20_000;
    static final int DEPTH_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ConfigTree.class);

    private final Path root;

    ConfigTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /// @param files by name relative to the root, with `/` between parts
    record Listing(SortedMap<String, Stamp> files, List<Path> directories) {}

    Path root() {
        return root;
    }

    /// A directory that cannot be read counts as empty: its documents are then missing, which is confirmed and bounded
    /// before it counts.
    Listing list() {
        var files = new TreeMap<String, Stamp>();
        var directories = new ArrayList<Path>();
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (!directory.equals(root) && isHidden(directory)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    directories.add(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isDocumentFile(file) && attributes.isRegularFile()) {
                        if (files.size() >= FILES_MAX) {
                            LOG.warn("too many files: limit={} metric={}", FILES_MAX, Metrics.LIMIT_REACHED);
                            return FileVisitResult.TERMINATE;
                        }
                        files.put(name(file), Stamp.of(attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn(
                    "the configuration directory cannot be listed: reason={}",
                    e.getClass().getSimpleName());
        }
        return new Listing(files, directories);
    }

    /// Empty if there is no such file.
    Optional<Stamp> stamp(String name) {
        try {
            var attributes = Files.readAttributes(root.resolve(name), BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(Stamp.of(attributes)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The content, at most one byte more than the reader takes, so that it can say that the file is too large.
    byte[] read(String name) throws IOException {
        return read(root.resolve(name));
    }

    static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Limits.FILE_BYTES_MAX + 1);
        }
    }

    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /// Whether a change of this entry may concern a document file under its own name.
    static boolean isDocumentFile(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
