package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.audit.JsonFileSink;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.documents.Document;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Writes what happened to documents into the audit log, before it takes effect. For the source's thread.
final class ConfigAudit {
    private static final String BY = "directory";

    private final JsonFileSink sink;
    private final Clock clock;
    private final Map<DocumentRef, Seen> seen = new HashMap<>();
    private TreeSet<DocumentRef> stale = new TreeSet<>();
    private TreeSet<DocumentRef> refused = new TreeSet<>();

    private record Seen(String digest, long generation) {}

    /// @param before digests of what was in force when the process ended
    ConfigAudit(JsonFileSink sink, Clock clock, Map<DocumentRef, String> before) {
        this.sink = sink;
        this.clock = clock;
        before.forEach((ref, digest) -> seen.put(ref, new Seen(digest, 0)));
    }

    /// @throws java.io.UncheckedIOException if it cannot be kept; the update is then not to be applied
    void record(SourceUpdate update) {
        Instant now = clock.instant();
        var events = new ArrayList<Event>();
        for (Document document : update.upserts()) {
            Seen before = seen.get(document.ref());
            if (before == null || !before.digest().equals(document.digest())) {
                events.add(event(now, document.ref(), document.generation(), before == null ? "added" : "changed"));
            }
        }
        for (DocumentRef ref : update.removed()) {
            events.add(event(now, ref, generation(ref), "removed"));
        }
        added(update.stale(), stale).forEach(ref -> events.add(event(now, ref, generation(ref), "stale")));
        added(update.refused(), refused).forEach(ref -> events.add(event(now, ref, generation(ref), "refused")));
        sink.acceptAll(events);
        update.upserts().forEach(d -> seen.put(d.ref(), new Seen(d.digest(), d.generation())));
        update.removed().forEach(seen::remove);
        stale = new TreeSet<>(update.stale());
        refused = new TreeSet<>(update.refused());
    }

    private long generation(DocumentRef ref) {
        Seen before = seen.get(ref);
        return before == null ? 0 : before.generation();
    }

    private static List<DocumentRef> added(Iterable<DocumentRef> now, TreeSet<DocumentRef> before) {
        var fresh = new ArrayList<DocumentRef>();
        now.forEach(ref -> {
            if (!before.contains(ref)) {
                fresh.add(ref);
            }
        });
        return fresh;
    }

    private static Event event(Instant now, DocumentRef ref, long generation, String change) {
        return new Event.Configured(now, ref, generation, change, BY);
    }
}
