package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.Outbound;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.IdentityProvider;
import io.synapsemesh.documents.v1alpha1.MeshProxy;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import io.synapsemesh.documents.v1alpha1.SynapseAccessPolicy;
import io.synapsemesh.documents.v1alpha1.SynapseOutbound;
import io.synapsemesh.documents.v1alpha1.SynapseRoleBinding;
import io.synapsemesh.documents.v1alpha1.SynapseRouteTable;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps the model of all documents, at a cost proportional to what changed.
///
/// Each document is resolved by itself. What it asked on the way is recorded ([Questions]); when an answer changes, the
/// askers are resolved again, in the order trust, providers and tables, workspaces, the rest. A document that resolves
/// to
/// what it was stops the wave there. The result depends on the set of documents alone, not on the order they came in.
///
/// For one thread.
public final class Resolver {
    private final UpstreamPolicy upstreams;
    private final String ownNamespace;
    private final State state = new State();
    private final Questions questions = new Questions();
    private RouteTable routes = RouteTable.builtIn();

    /// @param ownNamespace the control plane's: its policies may deny on every workspace
    public Resolver(UpstreamPolicy upstreams, String ownNamespace) {
        this.upstreams = upstreams;
        this.ownNamespace = ownNamespace;
    }

    /// @param upserts new or changed documents; each name once
    /// @param removed names that are gone
    public Change apply(Collection<Document> upserts, Collection<DocumentRef> removed) {
        var wave = new Wave();
        for (DocumentRef ref : removed) {
            Document before = state.document(ref);
            if (before != null) {
                state.remove(ref);
                wave.add(ref);
                reclaim(before, null, wave);
            }
        }
        for (Document document : upserts) {
            Document before = state.document(document.ref());
            state.put(document);
            wave.add(document.ref());
            reclaim(before, document, wave);
        }
        return wave.run();
    }

    public Optional<Trust> trust() {
        return state.trust();
    }

    public Optional<Provider> provider(String name) {
        return state.provider(name);
    }

    /// By name.
    public List<Provider> providers() {
        return state.providers();
    }

    /// The built-in table with the rows of all SynapseRouteTables.
    public RouteTable routes() {
        return routes;
    }

    public Optional<Workspace> workspace(DocumentRef ref) {
        return state.workspace(ref).map(Resolved.OfWorkspace::workspace);
    }

    public List<Workspace> workspaces() {
        return state.workspacesAnywhere().stream()
                .map(Resolved.OfWorkspace::workspace)
                .toList();
    }

    public List<RoleBinding> bindingsOn(DocumentRef workspace) {
        var bindings = new ArrayList<RoleBinding>();
        for (DocumentRef actor : state.actorsOn(workspace)) {
            if (state.resolved(actor) instanceof Resolved.OfBinding(var targets)) {
                bindings.addAll(targets.getOrDefault(workspace, List.of()));
            }
        }
        return bindings;
    }

    public List<AccessPolicy> policiesOn(DocumentRef workspace) {
        var policies = new ArrayList<AccessPolicy>();
        for (DocumentRef actor : state.actorsOn(workspace)) {
            if (state.resolved(actor) instanceof Resolved.OfPolicy(var targets)) {
                policies.addAll(targets.getOrDefault(workspace, List.of()));
            }
        }
        return policies;
    }

    public Optional<Proxy> proxy(DocumentRef ref) {
        return state.resolved(ref) instanceof Resolved.OfProxy(Proxy proxy) ? Optional.of(proxy) : Optional.empty();
    }

    public List<Proxy> proxies() {
        return state.resolved().values().stream()
                .filter(Resolved.OfProxy.class::isInstance)
                .map(value -> ((Resolved.OfProxy) value).proxy())
                .toList();
    }

    /// What workspaces may call in the mesh; nothing enforces it yet.
    public List<Outbound> outbounds() {
        return state.resolved().values().stream()
                .filter(Resolved.OfOutbound.class::isInstance)
                .map(value -> ((Resolved.OfOutbound) value).outbound())
                .toList();
    }

    /// What is wrong with documents, by document; those without diagnostics are absent.
    public SortedMap<DocumentRef, List<Diagnostic>> diagnostics() {
        return state.diagnostics();
    }

    /// The same, with its place in the files: a later stage knows the document and the path, but not where they stand.
    public Diagnostic located(Diagnostic diagnostic) {
        Document document = diagnostic.document().map(state::document).orElse(null);
        return document == null || diagnostic.place().isPresent()
                ? diagnostic
                : new Diagnostic(
                        diagnostic.code(),
                        diagnostic.severity(),
                        diagnostic.document(),
                        Optional.of(document.place(diagnostic.path())),
                        diagnostic.path(),
                        diagnostic.message(),
                        diagnostic.fix());
    }

    public Collection<Document> documents() {
        return state.documents();
    }

    /// A workspace's claims decide who is first, so they change with the document, before anything resolves.
    private void reclaim(@Nullable Document before, @Nullable Document now, Wave wave) {
        var old = claims(before);
        var fresh = claims(now);
        for (String claim : old) {
            if (!fresh.contains(claim) && before != null) {
                state.unclaim(claim, before.ref());
                wave.answerChanged(new Question.Claimants(claim));
            }
        }
        for (String claim : fresh) {
            if (!old.contains(claim) && now != null) {
                state.claim(claim, now.ref());
                wave.answerChanged(new Question.Claimants(claim));
            }
        }
    }

    private static Set<String> claims(@Nullable Document document) {
        return document != null && document.spec() instanceof SynapseWorkspace workspace
                ? WorkspaceResolution.claims(workspace)
                : Set.of();
    }

    private @Nullable Resolved resolve(Document document, Lookups lookups, Notes notes) {
        return switch (document.spec()) {
            case MeshTrust spec -> TrustResolution.resolve(document, spec);
            case IdentityProvider spec -> ProviderResolution.resolve(document, spec, ownNamespace);
            case SynapseRouteTable spec -> RouteTableResolution.resolve(document, spec, notes);
            case SynapseWorkspace spec -> new WorkspaceResolution(document, spec, lookups, upstreams, notes).resolve();
            case SynapseRoleBinding spec -> BindingResolution.resolve(document, spec, lookups, notes);
            case SynapseAccessPolicy spec -> PolicyResolution.resolve(document, spec, ownNamespace, lookups, notes);
            case MeshProxy spec -> ProxyResolution.resolve(document, spec, lookups, notes);
            case SynapseOutbound spec -> OutboundResolution.resolve(document, spec, lookups, notes);
        };
    }

    private void rebuildRoutes() {
        var additions = new ArrayList<RouteTable.Addition>();
        for (Resolved value : state.resolved().values()) {
            if (value instanceof Resolved.OfRouteTable table) {
                additions.addAll(table.routes());
            }
        }
        routes = RouteTable.builtIn().with(additions).table();
    }

    /// One batch on its way through the levels.
    private final class Wave {
        /// A document only ever asks about kinds on a lower level, so one pass by level is enough.
        private static final Comparator<DocumentRef> BY_LEVEL =
                Comparator.comparingInt(Resolver::level).thenComparing(Comparator.naturalOrder());

        private final TreeSet<DocumentRef> due = new TreeSet<>(BY_LEVEL);
        private final TreeSet<DocumentRef> workspaces = new TreeSet<>();
        private final TreeSet<DocumentRef> proxies = new TreeSet<>();
        private final TreeSet<String> providers = new TreeSet<>();
        private final TreeSet<DocumentRef> reported = new TreeSet<>();
        private boolean routesDiffer;
        private boolean trustDiffers;

        void add(DocumentRef ref) {
            due.add(ref);
        }

        void answerChanged(Question question) {
            due.addAll(questions.askersOf(question));
        }

        Change run() {
            while (!due.isEmpty()) {
                step(due.removeFirst());
            }
            return new Change(workspaces, proxies, providers, routesDiffer, trustDiffers, reported);
        }

        private void step(DocumentRef ref) {
            Document document = state.document(ref);
            Resolved now = null;
            List<Diagnostic> found = List.of();
            if (document == null) {
                questions.forget(ref);
            } else {
                var lookups = new Lookups(state);
                var notes = new Notes(document);
                now = resolve(document, lookups, notes);
                questions.record(ref, lookups.questions());
                found = notes.sorted();
            }
            Resolved before = state.resolve(ref, now, found);
            reported.add(ref);
            if (!Objects.equals(before, now)) {
                spread(ref, before, now);
            }
        }

        private void spread(DocumentRef ref, @Nullable Resolved before, @Nullable Resolved now) {
            Resolved either = now == null ? before : now;
            switch (Objects.requireNonNull(either)) {
                case Resolved.OfTrust ignored -> {
                    trustDiffers = true;
                    answerChanged(new Question.Trust());
                }
                case Resolved.OfProvider ignored -> {
                    providers.add(ref.name());
                    answerChanged(new Question.ProviderNamed(ref.name()));
                }
                case Resolved.OfRouteTable ignored -> {
                    routesDiffer = true;
                    rebuildRoutes();
                    state.rebuildRoles();
                    answerChanged(new Question.Roles());
                }
                case Resolved.OfWorkspace ignored -> {
                    workspaces.add(ref);
                    answerChanged(new Question.WorkspaceNamed(ref));
                    answerChanged(new Question.WorkspacesIn(ref.namespace()));
                    answerChanged(new Question.WorkspacesAnywhere());
                }
                case Resolved.OfProxy ignored -> proxies.add(ref);
                case Resolved.OfOutbound ignored -> {}
                case Resolved.OfBinding ignored -> touch(before, now);
                case Resolved.OfPolicy ignored -> touch(before, now);
            }
        }

        /// The workspaces on which the document acted or acts, as far as it differs there.
        private void touch(@Nullable Resolved before, @Nullable Resolved now) {
            if (before != null) {
                workspaces.addAll(before.actsOn());
            }
            if (now != null) {
                workspaces.addAll(now.actsOn());
            }
        }
    }

    private static int level(DocumentRef ref) {
        return switch (ref.kind()) {
            case "MeshTrust" -> 0;
            case "IdentityProvider", "SynapseRouteTable" -> 1;
            case "SynapseWorkspace" -> 2;
            default -> 3;
        };
    }
}
