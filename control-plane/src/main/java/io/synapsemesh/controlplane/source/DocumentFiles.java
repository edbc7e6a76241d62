package io.synapsemesh.controlplane.source;

import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.DocumentSet;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// Reads files and directories once, without watching: what `validate` and `render` see is what `serve` would.
public final class DocumentFiles {
    private DocumentFiles() {}

    /// @param paths files of any name, and directories; each is named in diagnostics as given here
    /// @param now what is expired is judged by it
    /// @throws IOException if one does not exist or cannot be read
    public static Parsed read(List<Path> paths, Instant now) throws IOException {
        var files = new TreeMap<String, Parsed>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                var tree = new ConfigTree(path);
                for (String name : tree.list().files().keySet()) {
                    String shown = path.resolve(name).toString();
                    files.put(shown, DocumentReader.read(shown, tree.read(name), LastGood.NONE, now));
                }
            } else if (Files.exists(path)) {
                String shown = path.toString();
                files.put(shown, DocumentReader.read(shown, ConfigTree.read(path), LastGood.NONE, now));
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
        return DocumentSet.of(files.values());
    }
}
