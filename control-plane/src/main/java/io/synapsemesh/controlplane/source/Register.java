package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The documents in force, and what the files say of them now. Pure but for its own state: time comes in as a value.
///
/// A document leaves only when no file has held it at two looks at least [#CONFIRM] apart, so an editor that truncates
/// before it writes, or a file moved by hand, changes nothing. When more than half of all workspaces would leave at
/// once, nothing leaves. Not thread-safe: its one writer is the source's thread.
final class Register {
    /// Between the look that misses a document and the one that believes it.
    static final Duration CONFIRM = Duration.ofMillis(200);

    private static final String WORKSPACE = DocumentKind.SYNAPSE_WORKSPACE.documentName();

    private final Removals removals;
    private final Claims claims = new Claims();
    private final Map<DocumentRef, InForce> inForce = new HashMap<>();
    private final Map<String, Set<DocumentRef>> byOwner = new HashMap<>();
    private final SortedSet<DocumentRef> stale = new TreeSet<>();
    private final SortedSet<DocumentRef> missing = new TreeSet<>();
    private final SortedSet<DocumentRef> held = new TreeSet<>();
    private final TreeMap<String, List<Diagnostic>> diagnostics = new TreeMap<>();

    private final Map<DocumentRef, Document> upserts = new TreeMap<>();
    private final SortedSet<DocumentRef> removed = new TreeSet<>();
    private final Set<String> ownersTouched = new HashSet<>();
    private final Set<String> toReread = new HashSet<>();
    private int workspaces;
    private final Map<DocumentRef, String> restored = new HashMap<>();
    private @Nullable SourceUpdate last;

    Register(Removals removals) {
        this.removals = removals;
    }

    /// Takes what was in force when the process ended. No file was read yet.
    void restore(Collection<InForce> documents) {
        documents.forEach(document -> {
            put(document);
            upserts.put(document.document().ref(), document.document());
            restored.put(document.document().ref(), document.document().digest());
        });
        ownersTouched.clear();
    }

    /// What was in force when the process ended, by digest.
    Map<DocumentRef, String> restored() {
        return Map.copyOf(restored);
    }

    Optional<Document> lastGood(DocumentRef ref) {
        return Optional.ofNullable(inForce.get(ref)).map(InForce::document);
    }

    /// A file is there, with this content.
    void present(FileText text, Instant now) {
        Set<DocumentRef> touched = claims.put(text);
        touched.addAll(byOwner.getOrDefault(text.name(), Set.of()));
        diagnose(text.name(), text.parsed().diagnostics());
        touched.forEach(ref -> evaluate(ref, now));
    }

    /// A file is there and cannot be read: its documents stay.
    void unreadable(String file, Diagnostic why) {
        diagnose(file, List.of(why));
        for (DocumentRef ref : Set.copyOf(byOwner.getOrDefault(file, Set.of()))) {
            put(current(ref).stale());
        }
    }

    /// A file is not there.
    void absent(String file, Instant now) {
        Set<DocumentRef> touched = claims.remove(file);
        touched.addAll(byOwner.getOrDefault(file, Set.of()));
        diagnostics.remove(file);
        touched.forEach(ref -> evaluate(ref, now));
    }

    /// Files that hold a document but are not there.
    Set<String> owners() {
        var names = new HashSet<>(byOwner.keySet());
        names.addAll(claims.fileNames());
        return names;
    }

    /// When a missing document may be believed gone; empty if none is missing, or all that are, are held.
    Optional<Instant> confirmDue() {
        return missing.stream()
                .filter(ref -> !held.contains(ref))
                .flatMap(ref -> current(ref).missingSince().stream())
                .min(Instant::compareTo)
                .map(since -> since.plus(CONFIRM));
    }

    /// Files of missing documents, to look at again.
    Set<String> missingFiles() {
        var files = new HashSet<String>();
        missing.forEach(ref -> files.add(current(ref).file()));
        return files;
    }

    /// Files that must be read again although they did not change; asking clears the list.
    Set<String> takeToReread() {
        var files = Set.copyOf(toReread);
        toReread.clear();
        return files;
    }

    /// Believes what has been missing for long enough. Call it only right after a look.
    void settle(Instant now) {
        var due = new ArrayList<DocumentRef>();
        int dueWorkspaces = 0;
        for (DocumentRef ref : missing) {
            if (!current(ref).missingSince().orElseThrow().plus(CONFIRM).isAfter(now)) {
                due.add(ref);
                dueWorkspaces += ref.kind().equals(WORKSPACE) ? 1 : 0;
            }
        }
        held.clear();
        if (removals == Removals.HOLD && dueWorkspaces * 2 > workspaces) {
            held.addAll(due);
        } else {
            due.forEach(this::remove);
        }
    }

    /// Whether [#take] would give something.
    boolean isChanged() {
        return differs(present());
    }

    /// What changed since it was asked last; empty if nothing did.
    Optional<SourceUpdate> take() {
        SourceUpdate update = present();
        upserts.clear();
        removed.clear();
        if (!differs(update)) {
            return Optional.empty();
        }
        last = update;
        return Optional.of(update);
    }

    private SourceUpdate present() {
        var allStale = new TreeSet<>(stale);
        allStale.addAll(held);
        return new SourceUpdate(List.copyOf(upserts.values()), removed, allStale, claims.refused(), allDiagnostics());
    }

    private boolean differs(SourceUpdate update) {
        return last == null
                || !update.isSilent()
                || !last.stale().equals(update.stale())
                || !last.refused().equals(update.refused())
                || !last.diagnostics().equals(update.diagnostics());
    }

    /// What is to be kept of each file whose documents changed; asking clears the list.
    Map<String, List<InForce>> takeTouchedOwners() {
        var touched = new TreeMap<String, List<InForce>>();
        for (String owner : ownersTouched) {
            touched.put(
                    owner,
                    new TreeSet<>(byOwner.getOrDefault(owner, Set.of()))
                            .stream().map(this::current).toList());
        }
        ownersTouched.clear();
        return touched;
    }

    /// Of each file the documents in force that were so when the process ended; none for a file that is new.
    Map<String, List<InForce>> withoutNews() {
        var kept = new TreeMap<String, List<InForce>>();
        byOwner.forEach((file, refs) -> kept.put(
                file,
                new TreeSet<>(refs)
                        .stream()
                                .filter(restored::containsKey)
                                .map(this::current)
                                .toList()));
        return kept;
    }

    Optional<FileText> text(String file) {
        return claims.file(file);
    }

    private void evaluate(DocumentRef ref, Instant now) {
        InForce before = inForce.get(ref);
        TreeMap<String, Document> good = claims.good(ref);
        if (before != null && good.get(before.file()) == null && keeps(before, ref, good)) {
            put(before.stale());
            return;
        }
        String owner = before != null && good.containsKey(before.file())
                ? before.file()
                : good.isEmpty() ? null : good.firstKey();
        if (owner == null) {
            if (before != null) {
                put(before.missing(now));
            }
            return;
        }
        if (before != null && !owner.equals(before.file())) {
            // Its text was checked as a second one; checked again, immutable fields are compared as well.
            toReread.add(owner);
        }
        Document document = numbered(java.util.Objects.requireNonNull(good.get(owner)), before);
        put(InForce.good(document, owner, claims.file(owner).orElseThrow().sha256()));
        if (before == null || !before.document().equals(document)) {
            upserts.put(ref, document);
            removed.remove(ref);
        }
    }

    /// The newest text is there and bad, or may be there: its file could not be read to the end.
    private boolean keeps(InForce before, DocumentRef ref, TreeMap<String, Document> good) {
        if (claims.isRefused(ref)) {
            return good.isEmpty();
        }
        return claims.file(before.file()).filter(f -> !f.parsed().whole()).isPresent() && good.isEmpty();
    }

    private static Document numbered(Document document, @Nullable InForce before) {
        long generation = before == null
                ? 1
                : before.document().generation() + (before.document().spec().equals(document.spec()) ? 0 : 1);
        return new Document(
                document.kind(),
                document.ref(),
                document.labels(),
                document.annotations(),
                document.spec(),
                generation,
                document.digest(),
                document.positions());
    }

    private void put(InForce now) {
        DocumentRef ref = now.document().ref();
        InForce before = inForce.put(ref, now);
        workspaces += before == null && ref.kind().equals(WORKSPACE) ? 1 : 0;
        if (before != null && !before.file().equals(now.file())) {
            leave(before);
        }
        byOwner.computeIfAbsent(now.file(), _ -> new HashSet<>()).add(ref);
        mark(stale, ref, now.standing() == InForce.Standing.STALE);
        mark(missing, ref, now.standing() == InForce.Standing.MISSING);
        if (!now.equals(before)) {
            ownersTouched.add(now.file());
        }
    }

    private void remove(DocumentRef ref) {
        InForce before = inForce.remove(ref);
        if (before == null) {
            return;
        }
        workspaces -= ref.kind().equals(WORKSPACE) ? 1 : 0;
        leave(before);
        mark(stale, ref, false);
        mark(missing, ref, false);
        upserts.remove(ref);
        removed.add(ref);
    }

    private void leave(InForce before) {
        byOwner.computeIfPresent(before.file(), (_, refs) -> {
            refs.remove(before.document().ref());
            return refs.isEmpty() ? null : refs;
        });
        ownersTouched.add(before.file());
    }

    private void diagnose(String file, List<Diagnostic> found) {
        if (found.isEmpty()) {
            diagnostics.remove(file);
        } else {
            diagnostics.put(file, found);
        }
    }

    private List<Diagnostic> allDiagnostics() {
        var all = new ArrayList<Diagnostic>();
        diagnostics.values().forEach(all::addAll);
        for (DocumentRef ref : claims.contested()) {
            String owner = current(ref).file();
            claims.good(ref).forEach((file, document) -> {
                if (!file.equals(owner)) {
                    all.add(SourceDiagnostics.writtenTwice(document, owner));
                }
            });
        }
        if (!held.isEmpty()) {
            all.add(SourceDiagnostics.held(held, workspaces));
        }
        return all;
    }

    private InForce current(DocumentRef ref) {
        return java.util.Objects.requireNonNull(inForce.get(ref), "a document in force");
    }

    private static void mark(Set<DocumentRef> set, DocumentRef ref, boolean in) {
        if (in) {
            set.add(ref);
        } else {
            set.remove(ref);
        }
    }
}
