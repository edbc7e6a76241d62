package io.synapsemesh.controlplane.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.yaml.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last good documents on disk, under `lastgood/`: for each configuration file a folder, named by a hash of the
/// file's name, with `record.json` and the file contents it names, `<sha256>.yaml`. So a change costs what its file
/// holds, however many files there are. A content whose digest is wrong is not used.
final class LastGoodStore {
    private static final Logger LOG = LoggerFactory.getLogger(LastGoodStore.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RECORD = "record.json";
    private static final String CONTENT = ".yaml";
    private static final int RECORD_BYTES_MAX = 1 << 20;

    private final Path directory;

    LastGoodStore(Path directory) {
        this.directory = directory;
    }

    record Line(String kind, String namespace, String name, long generation, String digest, String content) {}

    record FileRecord(String file, List<Line> documents) {}

    /// Everything kept. What cannot be read is left out, with a warning: its newest text decides then.
    List<InForce> load() {
        var all = new ArrayList<InForce>();
        try (var folders = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path folder : folders) {
                try {
                    all.addAll(load(folder.resolve(RECORD)));
                } catch (IOException | IllegalArgumentException e) {
                    LOG.warn("kept documents are unusable: folder={} reason={}", folder.getFileName(), e.toString());
                }
            }
        } catch (IOException e) {
            LOG.info("no documents were kept: reason={}", e.getClass().getSimpleName());
        }
        return all;
    }

    /// Replaces what is kept of one configuration file.
    ///
    /// @param current the content the file has now, if any document is good in it
    void save(String file, List<InForce> documents, String currentSha256, byte[] current) {
        Path folder = folder(file);
        try {
            if (documents.isEmpty()) {
                if (Files.isDirectory(folder)) {
                    Files.deleteIfExists(folder.resolve(RECORD));
                    sweep(folder, Set.of());
                    Files.delete(folder);
                }
                return;
            }
            Files.createDirectories(folder);
            var needed = new HashSet<String>();
            documents.forEach(d -> needed.add(d.content()));
            if (needed.contains(currentSha256)) {
                Path content = folder.resolve(currentSha256 + CONTENT);
                if (!Files.exists(content)) {
                    WholeFile.write(content, current);
                }
            }
            var lines = documents.stream().map(LastGoodStore::line).toList();
            WholeFile.write(folder.resolve(RECORD), JSON.writeValueAsBytes(new FileRecord(file, lines)));
            sweep(folder, needed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<InForce> load(Path path) throws IOException {
        FileRecord record;
        try {
            record = JSON.readValue(read(path, RECORD_BYTES_MAX), FileRecord.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a record", e);
        }
        Path folder = folder(record.file());
        var texts = new HashMap<String, Map<DocumentRef, Document>>();
        var found = new ArrayList<InForce>();
        for (Line line : record.documents()) {
            if (!texts.containsKey(line.content())) {
                texts.put(line.content(), documents(record.file(), folder, line.content()));
            }
            var ref = new DocumentRef(line.kind(), line.namespace(), line.name());
            Document read = texts.getOrDefault(line.content(), Map.of()).get(ref);
            if (read == null) {
                LOG.warn("a kept document is unusable: document={}", ref);
                continue;
            }
            var document = new Document(
                    read.kind(),
                    ref,
                    read.labels(),
                    read.annotations(),
                    read.spec(),
                    line.generation(),
                    read.digest(),
                    read.positions());
            found.add(InForce.good(document, record.file(), line.content()));
        }
        return found;
    }

    private Map<DocumentRef, Document> documents(String file, Path folder, String sha256) throws IOException {
        byte[] bytes = read(folder.resolve(sha256 + CONTENT), Limits.FILE_BYTES_MAX);
        if (!FileText.sha256(bytes).equals(sha256)) {
            throw new IllegalArgumentException("the digest of a kept file is wrong");
        }
        var byRef = new HashMap<DocumentRef, Document>();
        DocumentReader.read(file, bytes, LastGood.NONE).documents().forEach(d -> byRef.put(d.ref(), d));
        return byRef;
    }

    /// Contents that no document needs, and drafts that a crash left.
    private static void sweep(Path folder, Set<String> needed) throws IOException {
        try (var contents = Files.newDirectoryStream(folder)) {
            for (Path content : contents) {
                String name = content.getFileName().toString();
                boolean kept = name.equals(RECORD)
                        || (name.endsWith(CONTENT)
                                && needed.contains(name.substring(0, name.length() - CONTENT.length())));
                if (!kept) {
                    Files.deleteIfExists(content);
                }
            }
        }
    }

    private static Line line(InForce document) {
        DocumentRef ref = document.document().ref();
        return new Line(
                ref.kind(),
                ref.namespace(),
                ref.name(),
                document.document().generation(),
                document.document().digest(),
                document.content());
    }

    private Path folder(String file) {
        return directory.resolve(FileText.sha256(file).substring(0, 32));
    }

    private static byte[] read(Path path, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException("larger than " + limit + " bytes");
            }
            return bytes;
        }
    }
}
