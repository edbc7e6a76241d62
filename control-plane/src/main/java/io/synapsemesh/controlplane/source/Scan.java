package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.DocumentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at files and tells the register. A look costs a system call a file and reads only what changed.
/// Not thread-safe.
final class Scan {
    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

    private final ConfigTree tree;
    private final LastGoodStore store;
    private final Register register;
    private final Map<String, Seen> seen = new HashMap<>();

    /// @param sure whether an equal stamp means equal content
    private record Seen(Stamp stamp, String sha256, boolean sure) {}

    /// How far a look trusts time stamps.
    enum Depth {
        STAMPS,
        /// Reads every file: for file systems whose time stamps lie.
        DIGESTS
    }

    Scan(ConfigTree tree, LastGoodStore store, Register register) {
        this.tree = tree;
        this.store = store;
        this.register = register;
    }

    void restore() {
        register.restore(store.load());
    }

    Map<DocumentRef, String> restored() {
        return register.restored();
    }

    /// @return the directories there are
    List<Path> lookAll(Instant now, Depth depth) {
        ConfigTree.Listing listing = tree.list();
        listing.files().forEach((name, stamp) -> see(name, stamp, now, depth));
        for (String gone : register.owners()) {
            if (!listing.files().containsKey(gone)) {
                absent(gone, now);
            }
        }
        rereadAndSettle(now);
        return listing.directories();
    }

    /// Looks at these files and at those that miss a document.
    void look(Collection<String> names, Instant now) {
        var files = new HashSet<>(names);
        files.addAll(register.missingFiles());
        for (String name : files) {
            tree.stamp(name).ifPresentOrElse(stamp -> see(name, stamp, now, Depth.STAMPS), () -> absent(name, now));
        }
        rereadAndSettle(now);
    }

    boolean isChanged() {
        return register.isChanged();
    }

    Optional<Instant> confirmDue() {
        return register.confirmDue();
    }

    Optional<SourceUpdate> take() {
        return register.take();
    }

    /// Keeps the last good documents that changed. A failure is logged and tried again with the next change of the
    /// file.
    void keep() {
        register.takeTouchedOwners().forEach(this::keep);
    }

    /// Keeps nothing of the documents that were not in force before.
    void forgetNews() {
        register.withoutNews().forEach(this::keep);
    }

    private void keep(String file, List<InForce> documents) {
        try {
            Optional<FileText> text = register.text(file);
            store.save(
                    file,
                    documents,
                    text.map(FileText::sha256).orElse(""),
                    text.map(FileText::bytes).orElse(new byte[0]));
        } catch (UncheckedIOException e) {
            LOG.error("last good documents are not kept: file={} reason={}", file, e.getMessage());
        }
    }

    private void rereadAndSettle(Instant now) {
        for (String name : register.takeToReread()) {
            seen.remove(name);
            tree.stamp(name).ifPresent(stamp -> see(name, stamp, now, Depth.STAMPS));
        }
        register.settle(now);
    }

    private void see(String name, Stamp stamp, Instant now, Depth depth) {
        Seen before = seen.get(name);
        if (depth == Depth.STAMPS
                && before != null
                && before.sure()
                && before.stamp().equals(stamp)) {
            return;
        }
        byte[] bytes;
        try {
            bytes = tree.read(name);
        } catch (IOException e) {
            seen.remove(name);
            register.unreadable(
                    name, SourceDiagnostics.unreadable(name, e.getClass().getSimpleName()));
            return;
        }
        String sha256 = FileText.sha256(bytes);
        seen.put(name, new Seen(stamp, sha256, stamp.settled(now)));
        if (before == null || !before.sha256().equals(sha256)) {
            register.present(
                    new FileText(name, sha256, bytes, DocumentReader.read(name, bytes, register::lastGood, now)), now);
        }
    }

    private void absent(String name, Instant now) {
        seen.remove(name);
        register.absent(name, now);
    }
}
