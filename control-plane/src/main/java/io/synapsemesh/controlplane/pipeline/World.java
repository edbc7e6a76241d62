package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Compiled;
import io.synapsemesh.core.policy.PolicyChange;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.resolve.Change;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.xds.render.ConnectionAge;
import io.synapsemesh.xds.render.EnvoyRenderer;
import io.synapsemesh.xds.render.GatewayShards;
import io.synapsemesh.xds.render.HostPort;
import io.synapsemesh.xds.render.ProviderKeys;
import io.synapsemesh.xds.render.Rendering;
import io.synapsemesh.xds.render.Trust;
import io.synapsemesh.xds.render.WorkspaceInput;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.SnapshotBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// The observed state and everything made from it. Each piece is made again only when what it is made of changed, and
/// put
/// only into the views that hold it; docs/adr/0005 says why. For the writer's thread alone.
public final class World {
    private final Resolver resolver;
    private final Certificates certificates;
    private final TokenKeys tokenKeys;
    private final Leaves leaves;
    private final Epochs epochs;
    private final String logFile;

    private final Attachments attachments = new Attachments();
    private final Map<DocumentRef, Made> made = new HashMap<>();
    private final Map<DocumentRef, ResourceSet> own = new HashMap<>();
    private final Map<SpiffeId, DocumentRef> workspaceOf = new HashMap<>();
    private ResourceSet shared = ResourceSet.NONE;
    private ResourceSet bundles = ResourceSet.NONE;
    private Optional<TrustBundle> bundle = Optional.empty();
    private Optional<String> door = Optional.empty();
    private SortedMap<TrustDomain, TrustBundle> federated = Collections.emptySortedMap();

    private SnapshotBuilder next;
    private Published published;
    private boolean differs;
    private PMap<DocumentRef, Document> documents = HashTreePMap.empty();
    private PMap<DocumentRef, Workspace> workspaces = HashTreePMap.empty();
    private PMap<DocumentRef, PolicyIr> policies = HashTreePMap.empty();
    private PMap<DocumentRef, Proxy> proxies = HashTreePMap.empty();
    private PMap<DocumentRef, List<Diagnostic>> found = HashTreePMap.empty();
    private PMap<DocumentRef, List<Diagnostic>> left = HashTreePMap.empty();

    /// What one workspace was made into.
    ///
    /// @param resources for gateways
    /// @param gateways where they are, for sidecars
    /// @param tightened a tightening was published: from then on a rejection fails closed
    private record Made(
            Workspace workspace, PolicyIr policy, ResourceSet resources, ResourceSet gateways, boolean tightened) {}

    /// @param always leaves that are wanted whatever the documents say: the control plane's own
    /// @param logFile where proxies write their log of record
    public World(
            Resolver resolver,
            Certificates certificates,
            List<io.synapsemesh.certs.LeafRequest> always,
            TokenKeys tokenKeys,
            EpochStore epochs,
            String logFile) {
        this.resolver = resolver;
        this.certificates = certificates;
        this.tokenKeys = tokenKeys;
        this.leaves = new Leaves(always);
        this.epochs = new Epochs(epochs);
        this.logFile = logFile;
        Snapshot empty = Snapshot.empty();
        this.next = empty.next();
        this.published = state(empty);
    }

    /// The host names a leaf may carry, as the documents in force say. Safe for many threads.
    public SortedSet<String> declaredHosts(LeafName name) {
        return leaves.declaredHosts(name);
    }

    void take(Inbox.Batch batch) {
        if (!batch.documents().isEmpty()) {
            takeDocuments(batch);
        }
        batch.leaves().forEach((name, leaf) -> takeLeaf(name, leaf));
        batch.bundle().ifPresent(this::takeBundle);
        batch.federated().ifPresent(this::takeFederated);
        batch.door().ifPresent(this::takeDoor);
        if (batch.keys()) {
            renderTokens();
        }
    }

    /// The state as of now; the same object as before if nothing differs.
    Published published() {
        if (differs) {
            Snapshot snapshot = next.build();
            next = snapshot.next();
            published = state(snapshot);
            differs = false;
        }
        return published;
    }

    private Published state(Snapshot snapshot) {
        return new Published(
                snapshot, resolver.trust(), resolver.routes(), documents, workspaces, policies, proxies, found, left);
    }

    private void takeDocuments(Inbox.Batch batch) {
        differs = true;
        List<DocumentRef> gone = Inbox.gone(batch.documents());
        List<Document> upserts =
                batch.documents().values().stream().flatMap(Optional::stream).toList();
        gone.forEach(ref -> documents = documents.minus(ref));
        upserts.forEach(document -> documents = documents.plus(document.ref(), document));
        Change change = resolver.apply(upserts, gone);
        change.reported().forEach(this::report);

        boolean everything =
                change.trust() || change.routes() || !change.providers().isEmpty();
        var dueWorkspaces = new TreeSet<>(change.workspaces());
        var dueProxies = new TreeSet<>(change.proxies());
        if (everything) {
            dueWorkspaces.addAll(made.keySet());
            resolver.workspaces().forEach(workspace -> dueWorkspaces.add(workspace.ref()));
        }
        if (change.trust()) {
            renderBundles();
            // How long a leaf lives is how long a connection may.
            attachments.all().forEach(proxy -> dueProxies.add(proxy.ref()));
        }
        // Also without any provider: gateways wait for the resource, and it then refuses every token.
        if (!change.providers().isEmpty() || shared == ResourceSet.NONE) {
            tokenKeys.want(resolver.providers());
            renderTokens();
        }
        boolean identities = !dueProxies.isEmpty() || change.trust();
        for (DocumentRef ref : dueWorkspaces) {
            identities |= makeWorkspace(ref, dueProxies);
        }
        makeProxies(dueProxies);
        if (identities) {
            wantLeaves();
        }
    }

    private void report(DocumentRef ref) {
        List<Diagnostic> diagnostics = resolver.diagnostics().get(ref);
        found = diagnostics == null ? found.minus(ref) : found.plus(ref, diagnostics);
    }

    /// @param dueProxies is given the proxies whose listeners follow from what changed
    /// @return whether an identity came, changed or went
    private boolean makeWorkspace(DocumentRef ref, Set<DocumentRef> dueProxies) {
        Made before = made.get(ref);
        Optional<Workspace> resolved = resolver.workspace(ref);
        if (resolved.isEmpty()) {
            return before != null && forget(ref, before, dueProxies);
        }
        Workspace workspace = resolved.get();
        Compiled compiled = PolicyCompiler.compile(workspace, resolver.bindingsOn(ref), resolver.policiesOn(ref));
        PolicyIr policy = compiled.policy();
        boolean tightened =
                before != null && (before.tightened() || PolicyChange.isTightening(before.policy(), policy));
        Rendering rendering = EnvoyRenderer.workspace(
                new WorkspaceInput(workspace, policy, resolver.routes(), resolver.providers(), renderedTrust()));
        ResourceSet resources = ResourceSet.of(rendering.resources(), tightened);
        boolean redefined = before == null || !before.workspace().equals(workspace);
        ResourceSet gateways =
                before == null || redefined ? gatewayEndpoints(workspace, new HashMap<>()) : before.gateways();
        made.put(ref, new Made(workspace, policy, resources, gateways, tightened));
        workspaces = workspaces.plus(ref, workspace);
        policies = policies.plus(ref, policy);
        setLeft(ref, compiled.diagnostics(), rendering.diagnostics());

        ResourceSet old = before == null ? ResourceSet.NONE : before.resources();
        attachments.on(ref, Proxy.Role.GATEWAY).forEach(gateway -> resources.replace(old, gateway.ref(), next));
        if (before != null) {
            drain(ref, before.policy(), policy, dueProxies);
        }
        if (redefined) {
            if (before != null) {
                workspaceOf.remove(before.workspace().identity());
            }
            workspaceOf.put(workspace.identity(), ref);
            dueProxies.addAll(attachments.on(ref));
        }
        return redefined;
    }

    /// An identity that lost an endpoint is cut off now, not when it hangs up (rules.md C).
    private void drain(DocumentRef ref, PolicyIr before, PolicyIr now, Set<DocumentRef> dueProxies) {
        Set<Endpoint> lost = PolicyChange.lostConnections(before, now);
        lost.forEach(endpoint -> epochs.raise(ref, endpoint));
        if (!lost.isEmpty()) {
            attachments.on(ref, Proxy.Role.GATEWAY).forEach(gateway -> dueProxies.add(gateway.ref()));
        }
    }

    private boolean forget(DocumentRef ref, Made before, Set<DocumentRef> dueProxies) {
        made.remove(ref);
        workspaceOf.remove(before.workspace().identity());
        workspaces = workspaces.minus(ref);
        policies = policies.minus(ref);
        left = left.minus(ref);
        dueProxies.addAll(attachments.on(ref));
        return true;
    }

    private void setLeft(DocumentRef ref, List<Diagnostic> compiling, List<Diagnostic> rendering) {
        List<Diagnostic> all = java.util.stream.Stream.concat(compiling.stream(), rendering.stream())
                .map(resolver::located)
                .distinct()
                .sorted()
                .toList();
        left = all.isEmpty() ? left.minus(ref) : left.plus(ref, all);
    }

    /// Gateways first: where they listen is what sidecars are told.
    private void makeProxies(SortedSet<DocumentRef> due) {
        var moved = new TreeSet<DocumentRef>();
        for (DocumentRef ref : due) {
            attach(ref, moved);
        }
        var shards = new HashMap<DocumentRef, GatewayShards>();
        for (DocumentRef workspace : moved) {
            Made known = made.get(workspace);
            if (known != null) {
                ResourceSet gateways = gatewayEndpoints(known.workspace(), shards);
                made.put(
                        workspace,
                        new Made(known.workspace(), known.policy(), known.resources(), gateways, known.tightened()));
                attachments
                        .on(workspace, Proxy.Role.SIDECAR)
                        .forEach(sidecar -> gateways.replace(known.gateways(), sidecar.ref(), next));
            }
        }
        due.forEach(this::makeView);
    }

    /// @param moved is given the workspaces whose gateways are elsewhere now
    private void attach(DocumentRef ref, Set<DocumentRef> moved) {
        Proxy before = attachments.get(ref);
        Proxy now = resolver.proxy(ref).orElse(null);
        if (now == null) {
            attachments.remove(ref);
            proxies = proxies.minus(ref);
            own.remove(ref);
        } else {
            attachments.put(now);
            proxies = proxies.plus(ref, now);
        }
        moved.addAll(gatewayAttachments(before));
        moved.addAll(gatewayAttachments(now));
        rekeyDetached(before, now);
    }

    private static Set<DocumentRef> gatewayAttachments(@Nullable Proxy proxy) {
        return proxy != null && proxy.role() == Proxy.Role.GATEWAY ? new HashSet<>(proxy.attachments()) : Set.of();
    }

    /// A gateway that held a workspace's key and is no longer attached must not keep a key that is in use.
    private void rekeyDetached(@Nullable Proxy before, @Nullable Proxy now) {
        var detached = new TreeSet<>(gatewayAttachments(before));
        detached.removeAll(gatewayAttachments(now));
        detached.stream()
                .map(made::get)
                .filter(Objects::nonNull)
                .forEach(known ->
                        certificates.rekey(new LeafName.Svid(known.workspace().identity())));
    }

    private void makeView(DocumentRef ref) {
        Proxy proxy = attachments.get(ref);
        if (proxy == null) {
            next.removeView(ref);
            return;
        }
        List<Workspace> attached = proxy.attachments().stream()
                .map(made::get)
                .filter(Objects::nonNull)
                .map(Made::workspace)
                .toList();
        ConnectionAge age = resolver.trust()
                .map(io.synapsemesh.documents.resolve.Trust::leafTtl)
                .map(ConnectionAge::of)
                .orElse(ConnectionAge.STANDARD);
        ResourceSet mine = switch (proxy.role()) {
            case GATEWAY -> {
                var rendered = new ArrayList<>(EnvoyRenderer.gatewayListeners(proxy, attached, epochs, age, logFile));
                // Without a workspace there is nothing to ask about.
                door.filter(_ -> !attached.isEmpty())
                        .ifPresent(anchors -> rendered.add(EnvoyRenderer.authorizer(proxy, anchors)));
                yield ResourceSet.of(rendered, false);
            }
            case SIDECAR -> ResourceSet.of(EnvoyRenderer.sidecar(proxy, attached, age, logFile), false);
            case EDGE -> ResourceSet.NONE;
        };
        own.put(ref, mine);
        next.set(ref, view(proxy, mine, attached));
    }

    private List<Resource> view(Proxy proxy, ResourceSet mine, List<Workspace> attached) {
        var view = new ArrayList<>(mine.resources().values());
        view.addAll(bundles.resources().values());
        leaves.of(new LeafName.Svid(proxy.identity())).ifPresent(view::add);
        for (Workspace workspace : attached) {
            Made known = Objects.requireNonNull(made.get(workspace.ref()));
            if (proxy.role() == Proxy.Role.GATEWAY) {
                view.addAll(known.resources().resources().values());
                leaves.of(new LeafName.Svid(workspace.identity())).ifPresent(view::add);
            } else {
                view.addAll(known.gateways().resources().values());
                Leaves.devServer(proxy, workspace).flatMap(leaves::of).ifPresent(view::add);
            }
        }
        if (proxy.role() == Proxy.Role.GATEWAY) {
            view.addAll(shared.resources().values());
        }
        return view;
    }

    /// @param shards of gateways, as far as they were asked for since workspaces last came or went
    private ResourceSet gatewayEndpoints(Workspace workspace, Map<DocumentRef, GatewayShards> shards) {
        List<HostPort> addresses = attachments.on(workspace.ref(), Proxy.Role.GATEWAY).stream()
                .map(gateway -> {
                    var of = shards.computeIfAbsent(gateway.ref(), _ -> shardsOf(gateway));
                    int port = gateway.listen().port().orElseThrow() + of.shardOf(workspace.ref());
                    return new HostPort(gateway.listen().address(), port);
                })
                .sorted()
                .toList();
        return ResourceSet.of(EnvoyRenderer.gatewayEndpoints(workspace, addresses), false);
    }

    private GatewayShards shardsOf(Proxy gateway) {
        return GatewayShards.of(
                gateway.attachments().stream().filter(made::containsKey).toList());
    }

    private void wantLeaves() {
        resolver.trust().ifPresent(trust -> {
            List<Workspace> all = made.values().stream().map(Made::workspace).toList();
            Leaves.Wanted wanted = leaves.want(trust, all, attachments.all());
            certificates.want(trust, wanted.hostSuffixes(), wanted.requests());
        });
    }

    private void takeLeaf(LeafName name, Optional<Leaf> leaf) {
        Optional<Resource> before = leaves.of(name);
        Optional<Resource> now = leaves.put(name, leaf, originOf(name));
        if (!before.equals(now)) {
            differs = true;
            for (DocumentRef view : holders(name)) {
                now.ifPresentOrElse(
                        resource -> next.put(view, resource),
                        () -> before.ifPresent(old -> next.remove(view, old.type(), old.name())));
            }
        }
    }

    private Set<DocumentRef> holders(LeafName name) {
        return switch (name) {
            case LeafName.Door _, LeafName.PublicServer _ -> Set.of();
            case LeafName.DevServer server -> attachments.actingFor(server.identity());
            case LeafName.Svid(SpiffeId identity) -> {
                var holders = new TreeSet<>(attachments.actingFor(identity));
                DocumentRef workspace = workspaceOf.get(identity);
                if (workspace != null) {
                    attachments.on(workspace, Proxy.Role.GATEWAY).forEach(gateway -> holders.add(gateway.ref()));
                }
                yield holders;
            }
        };
    }

    private Optional<Origin> originOf(LeafName name) {
        DocumentRef workspace = workspaceOf.get(name.identity());
        if (workspace != null) {
            return Optional.of(
                    Objects.requireNonNull(made.get(workspace)).workspace().origin());
        }
        SortedSet<DocumentRef> acting = attachments.actingFor(name.identity());
        return acting.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Objects.requireNonNull(attachments.get(acting.first())).origin());
    }

    private void takeBundle(TrustBundle present) {
        bundle = Optional.of(present);
        renderBundles();
    }

    private void takeFederated(SortedMap<TrustDomain, TrustBundle> present) {
        federated = present;
        renderBundles();
    }

    /// Gateways ask the identity-mapper at one of these ports.
    private void takeDoor(String anchors) {
        if (door.equals(Optional.of(anchors))) {
            return;
        }
        door = Optional.of(anchors);
        differs = true;
        for (Proxy proxy : attachments.all()) {
            if (proxy.role() == Proxy.Role.GATEWAY) {
                makeView(proxy.ref());
            }
        }
    }

    private void renderBundles() {
        if (bundle.isEmpty()) {
            return;
        }
        ResourceSet before = bundles;
        var pem = new TreeMap<TrustDomain, String>();
        // A domain that no document names any more is not believed, whoever still knows its bundle.
        SortedSet<TrustDomain> declared = federatedDomains();
        federated.forEach((domain, present) -> {
            if (declared.contains(domain)) {
                pem.put(domain, present.anchors().pem());
            }
        });
        pem.put(bundle.get().trustDomain(), bundle.get().anchors().pem());
        bundles = ResourceSet.of(
                EnvoyRenderer.bundles(pem, resolver.trust().map(io.synapsemesh.documents.resolve.Trust::origin)),
                false);
        differs = true;
        attachments.all().forEach(proxy -> bundles.replace(before, proxy.ref(), next));
    }

    private void renderTokens() {
        List<ProviderKeys> keys = resolver.providers().stream()
                .map((Provider provider) -> new ProviderKeys(provider, tokenKeys.of(provider)))
                .toList();
        ResourceSet before = shared;
        shared = ResourceSet.of(EnvoyRenderer.tokens(keys), false);
        differs = true;
        for (Proxy proxy : attachments.all()) {
            if (proxy.role() == Proxy.Role.GATEWAY) {
                shared.replace(before, proxy.ref(), next);
            }
        }
    }

    /// Rules exclude a federated domain's other names from the moment it is declared, and so before its bundle is
    /// there.
    private Trust renderedTrust() {
        return new Trust(resolver.trust().orElseThrow().trustDomain(), federatedDomains());
    }

    private SortedSet<TrustDomain> federatedDomains() {
        var domains = new TreeSet<TrustDomain>();
        resolver.trust().ifPresent(trust -> trust.federated().forEach(peer -> domains.add(peer.trustDomain())));
        return domains;
    }
}
