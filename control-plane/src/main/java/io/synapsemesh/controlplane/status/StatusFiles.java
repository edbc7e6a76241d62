package io.synapsemesh.controlplane.status;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.report.DiagnosticJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The status of every document, in memory and as `status/<Kind>/<namespace>/<name>.yaml` (`_` where there is no
/// namespace). One writer; any number of readers. A file is written only when it would say something else.
///
/// A status that cannot be written is logged and tried again with its next change: status never stops the mesh.
public final class StatusFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StatusFiles.class);

    private final Path directory;
    private final Clock clock;
    private final ConcurrentSkipListMap<DocumentRef, DocumentStatus> statuses = new ConcurrentSkipListMap<>();

    /// @param directory the folder `status/`, which exists
    public StatusFiles(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// By kind, namespace, name.
    public List<DocumentStatus> all() {
        return List.copyOf(statuses.values());
    }

    /// @return whether anything changed
    public synchronized boolean put(Facts facts) {
        DocumentRef ref = facts.document();
        DocumentStatus before = statuses.get(ref);
        var conditions = new ArrayList<Condition>();
        boolean changed = before == null || before.generation() != facts.generation();
        for (Condition fresh : Conditions.of(facts, clock.instant())) {
            Condition old = before == null ? null : find(before, fresh.type());
            boolean same = old != null && old.saysTheSame(fresh);
            changed |= !same;
            conditions.add(old == null ? fresh : same ? old : since(fresh, old));
        }
        List<Map<String, Object>> diagnostics = DiagnosticJson.trees(facts.diagnostics());
        changed |= before == null
                || !before.diagnostics().equals(diagnostics)
                || before.conditions().size() != conditions.size();
        if (changed) {
            var status = new DocumentStatus(
                    ref.kind(), ref.namespace(), ref.name(), facts.generation(), conditions, diagnostics);
            statuses.put(ref, status);
            write(status);
        }
        return changed;
    }

    public synchronized void remove(DocumentRef ref) {
        if (statuses.remove(ref) != null) {
            try {
                Files.deleteIfExists(path(ref));
            } catch (IOException e) {
                LOG.warn("a status file stays behind: document={} reason={}", ref, e.getMessage());
            }
        }
    }

    /// Removes the files of documents that went while nobody watched.
    public synchronized void sweep() {
        try (var files = Files.walk(directory, 3)) {
            var known = statuses.keySet().stream().map(this::path).collect(Collectors.toSet());
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!known.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("old status files stay behind: reason={}", e.getMessage());
        }
    }

    private static Condition since(Condition fresh, Condition old) {
        return fresh.status().equals(old.status())
                ? new Condition(
                        fresh.type(),
                        fresh.status(),
                        fresh.reason(),
                        fresh.message(),
                        fresh.observedGeneration(),
                        old.lastTransitionTime())
                : fresh;
    }

    private static @org.jspecify.annotations.Nullable Condition find(DocumentStatus status, String type) {
        return status.conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    private void write(DocumentStatus status) {
        Path file = path(status.ref());
        try {
            Files.createDirectories(file.getParent());
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.write(draft, StatusYaml.print(status).getBytes(StandardCharsets.UTF_8));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("a status is not written: document={} reason={}", status.ref(), e.getMessage());
        }
    }

    private Path path(DocumentRef ref) {
        return directory
                .resolve(ref.kind())
                .resolve(ref.namespace().isEmpty() ? "_" : ref.namespace())
                .resolve(ref.name() + ".yaml");
    }
}
