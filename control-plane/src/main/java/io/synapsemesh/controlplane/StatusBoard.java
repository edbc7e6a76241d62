package io.synapsemesh.controlplane;

import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.controlplane.status.Facts;
import io.synapsemesh.controlplane.status.StatusFiles;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.documents.Document;
import io.synapsemesh.xds.serve.ProxyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gathers what is known of each document and hands it to the status files, at most once a second. Behind everything
/// else: nothing waits for it.
final class StatusBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int WAITING_NAMED_MAX = 3;

    private final Supplier<Published> published;
    private final Supplier<List<ProxyState>> proxies;
    private final Supplier<List<CertificateStatus>> certificates;
    private final Supplier<List<Diagnostic>> findings;
    private final StatusFiles files;
    private final Meters meters;
    private volatile List<Diagnostic> found = List.of();
    private final AtomicBoolean dirty = new AtomicBoolean(true);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("status").factory());
    private volatile @Nullable SourceUpdate source;
    private final Map<DocumentRef, Facts> last = new HashMap<>();

    /// @param findings about documents, of nobody who tells of a change; asked at each look
    StatusBoard(
            Supplier<Published> published,
            Supplier<List<ProxyState>> proxies,
            Supplier<List<CertificateStatus>> certificates,
            Supplier<List<Diagnostic>> findings,
            StatusFiles files,
            Meters meters) {
        this.published = published;
        this.proxies = proxies;
        this.certificates = certificates;
        this.findings = findings;
        this.files = files;
        this.meters = meters;
    }

    void start() {
        refresh();
        files.sweep();
        scheduler.scheduleWithFixedDelay(this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Something may have changed. Never blocks.
    void changed() {
        dirty.set(true);
    }

    void source(SourceUpdate update) {
        source = update;
        changed();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private void look() {
        try {
            if (dirty.getAndSet(false) || !findings.get().equals(found)) {
                refresh();
            }
        } catch (RuntimeException e) {
            LOG.error("the status of documents is not refreshed; it is tried again", e);
            changed();
        }
    }

    synchronized void refresh() {
        found = findings.get();
        var gathering = new Gathering(published.get(), source, proxies.get(), certificates.get());
        gathering.add(found);
        Set<DocumentRef> present = gathering.documents();
        for (DocumentRef ref : present) {
            Facts facts = gathering.facts(ref);
            if (!facts.equals(last.put(ref, facts))) {
                files.put(facts);
            }
        }
        for (DocumentRef gone : new TreeSet<>(last.keySet())) {
            if (!present.contains(gone)) {
                last.remove(gone);
                files.remove(gone);
            }
        }
        meters.set(Metrics.DOCUMENTS_STALE, gathering.stale.size());
        var byKind = new HashMap<String, Long>();
        gathering.published.documents().keySet().forEach(ref -> byKind.merge(ref.kind(), 1L, Long::sum));
        byKind.forEach((kind, count) -> meters.set(Metrics.DOCUMENTS, count, "kind", kind));
    }

    /// Everything of one moment, indexed by document.
    private static final class Gathering {
        private final Published published;
        private final Set<DocumentRef> stale;
        private final Set<DocumentRef> refused;
        private final Map<DocumentRef, List<Diagnostic>> diagnostics = new HashMap<>();
        private final Map<DocumentRef, Facts.Programming.Rejected> rejected = new HashMap<>();
        private final Map<DocumentRef, ProxyState.Sync> connected = new HashMap<>();
        private final Map<DocumentRef, Set<DocumentRef>> proxiesOf = new HashMap<>();
        private final Map<SpiffeId, CertificateStatus> leaves = new HashMap<>();

        Gathering(
                Published published,
                @Nullable SourceUpdate source,
                List<ProxyState> proxies,
                List<CertificateStatus> certificates) {
            this.published = published;
            this.stale = source == null ? Set.of() : source.stale();
            this.refused = source == null ? Set.of() : source.refused();
            if (source != null) {
                add(source.diagnostics());
            }
            published.found().values().forEach(this::add);
            published.left().values().forEach(this::add);
            proxies.forEach(this::take);
            for (Proxy proxy : published.proxies().values()) {
                proxy.attachments()
                        .forEach(w -> proxiesOf
                                .computeIfAbsent(w, _ -> new HashSet<>())
                                .add(proxy.ref()));
            }
            certificates.forEach(c -> leaves.merge(c.name().identity(), c, Gathering::worseOf));
        }

        Set<DocumentRef> documents() {
            var all = new TreeSet<DocumentRef>(published.documents().keySet());
            all.addAll(refused);
            return all;
        }

        Facts facts(DocumentRef ref) {
            Document document = published.documents().get(ref);
            Facts.Text text = document == null
                    ? Facts.Text.REFUSED
                    : stale.contains(ref) ? Facts.Text.STALE : Facts.Text.IN_FORCE;
            return new Facts(
                    ref,
                    document == null ? 0 : document.generation(),
                    text,
                    diagnostics.getOrDefault(ref, List.of()).stream().distinct().toList(),
                    programming(ref),
                    certificate(ref));
        }

        private void add(List<Diagnostic> found) {
            for (Diagnostic diagnostic : found) {
                diagnostic
                        .document()
                        .ifPresent(ref -> diagnostics
                                .computeIfAbsent(ref, _ -> new ArrayList<>())
                                .add(diagnostic));
            }
        }

        private void take(ProxyState state) {
            if (!state.connected()) {
                return;
            }
            for (ProxyState.OfType type : state.types()) {
                connected.merge(state.proxy(), type.state(), Gathering::worse);
                type.reject().ifPresent(reject -> {
                    var words = new Facts.Programming.Rejected(
                            state.proxy().qualifiedName(), type.type().url(), reject.resource(), reject.message());
                    reject.document().ifPresent(origin -> rejected.putIfAbsent(origin.document(), words));
                    rejected.putIfAbsent(state.proxy(), words);
                });
            }
        }

        private Facts.Programming programming(DocumentRef ref) {
            Facts.Programming words = rejected.get(ref);
            if (words != null) {
                return words;
            }
            Set<DocumentRef> targets = targets(ref);
            targets.retainAll(connected.keySet());
            if (targets.isEmpty()) {
                return new Facts.Programming.NoTargets();
            }
            List<String> waiting = targets.stream()
                    .filter(proxy -> connected.get(proxy) == ProxyState.Sync.STALE)
                    .map(DocumentRef::qualifiedName)
                    .sorted()
                    .limit(WAITING_NAMED_MAX)
                    .toList();
            return waiting.isEmpty() ? new Facts.Programming.Done() : new Facts.Programming.Waiting(waiting);
        }

        /// The proxies a document reaches. Bindings, policies and cluster-scoped documents: any of them.
        private Set<DocumentRef> targets(DocumentRef ref) {
            return switch (ref.kind()) {
                case "MeshProxy" -> new HashSet<>(Set.of(ref));
                case "SynapseWorkspace" -> new HashSet<>(proxiesOf.getOrDefault(ref, Set.of()));
                default -> new HashSet<>(connected.keySet());
            };
        }

        private Optional<Facts.Certificate> certificate(DocumentRef ref) {
            Workspace workspace = published.workspaces().get(ref);
            Proxy proxy = published.proxies().get(ref);
            SpiffeId identity = workspace != null ? workspace.identity() : proxy != null ? proxy.identity() : null;
            if (identity == null) {
                return Optional.empty();
            }
            CertificateStatus leaf = leaves.get(identity);
            if (leaf == null) {
                return Optional.of(new Facts.Certificate.Pending());
            }
            return Optional.of(
                    switch (leaf.state()) {
                        case FRESH -> new Facts.Certificate.Fresh();
                        case RENEWING ->
                            leaf.serial().isPresent() ? new Facts.Certificate.Fresh() : new Facts.Certificate.Pending();
                        case FAILING -> new Facts.Certificate.RenewalFailing(failing(leaf));
                        case EXPIRED -> new Facts.Certificate.Expired(failing(leaf));
                    });
        }

        /// Two leaves of one identity, its SVID and its certificate for applications: the one in more trouble speaks.
        private static CertificateStatus worseOf(CertificateStatus one, CertificateStatus other) {
            return other.state().compareTo(one.state()) > 0 ? other : one;
        }

        /// Without anything that changes from one look to the next, so that the status file is written once.
        private static String failing(CertificateStatus leaf) {
            Code code = leaf.budget() == CertificateStatus.Budget.LOW ? Code.SYN0804 : Code.SYN0801;
            return code + " " + leaf.lastError().orElse("no certificate may be shown")
                    + leaf.notAfter()
                            .map(at -> "; the present one ends at " + at)
                            .orElse("");
        }

        private static ProxyState.Sync worse(ProxyState.Sync one, ProxyState.Sync other) {
            return one.compareTo(other) >= 0 ? one : other;
        }
    }
}
