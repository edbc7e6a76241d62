package io.synapsemesh.core.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The inputs of one case. It remembers which of them were read.
public final class GoldenCase {
    private static final String INPUT = "in-";

    private final Path directory;
    private final Set<String> unread = new TreeSet<>();

    GoldenCase(Path directory) {
        this.directory = directory;
        unread.addAll(inputs());
    }

    public String name() {
        return directory.getFileName().toString();
    }

    /// The names of the input files, sorted.
    public SortedSet<String> inputs() {
        return files(name -> name.startsWith(INPUT));
    }

    /// Reads every input, by name.
    public Map<String, byte[]> readAll() {
        var contents = new LinkedHashMap<String, byte[]>();
        inputs().forEach(name -> contents.put(name, read(name)));
        return contents;
    }

    public byte[] read(String input) {
        unread.remove(input);
        return bytes(directory.resolve(input));
    }

    SortedSet<String> outputs() {
        return files(name -> !name.startsWith(INPUT));
    }

    Set<String> unread() {
        return Set.copyOf(unread);
    }

    Path directory() {
        return directory;
    }

    private SortedSet<String> files(java.util.function.Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
