package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.issuer.overlap.IssuerForm;
import io.synapsemesh.certs.issuer.overlap.IssuerStanding;
import io.synapsemesh.certs.issuer.overlap.OverlappingIssuers;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.root.RotationReports;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.LeafSources;
import io.synapsemesh.certs.rotate.RotationLoop;
import io.synapsemesh.certs.rotate.RotationOutcome;
import io.synapsemesh.certs.rotate.RotationPolicies;
import io.synapsemesh.certs.rotate.SvidStore;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.pipeline.Certificates;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.resolve.Trust;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the embedded authorities when the first MeshTrust comes and keeps the wanted leaves fresh. A new host suffix
/// opens them again, with one more client-facing root; the existing ones stay as they are. Beside the leaves it rotates
/// the roots ([RootDesk]).
final class CertificateDesk implements Certificates, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateDesk.class);

    /// Between two looks at an issuer that the documents name and that cannot be moved to yet.
    private static final Duration LOOK_WISHING = Duration.ofSeconds(5);

    private final Material material;
    private final CertificateListener listener;
    private final Runnable opened;
    private final RequestedLeaves requested;
    private final RootDesk roots;
    private volatile @Nullable LeafRotator rotator;
    private final List<RotationLoop> loops = new CopyOnWriteArrayList<>();
    private volatile @Nullable Authorities authorities;
    private volatile @Nullable AuthorityConfig config;
    private @Nullable IssuerForm declared;
    /// Who gives or signs the SVIDs of the mesh.
    private volatile @Nullable OverlappingIssuers issuers;
    private volatile Optional<LeafIssuer> publicServers = Optional.empty();

    private volatile @Nullable DocumentRef trustRef;

    /// @param hosts which names a leaf may carry
    /// @param gate who is waited for before a root is replaced
    /// @param namespace the control plane's own
    record Material(
            ByteStore ca,
            ByteStore svids,
            LeafHistory history,
            Seal seal,
            DeclaredHosts hosts,
            EventSink events,
            Clock clock,
            SecureRandom random,
            RootGate gate,
            RotationReports reports,
            String namespace) {
        /// The same, but that one issuer's own things are kept apart.
        Material keepingIn(ByteStore own) {
            return new Material(own, svids, history, seal, hosts, events, clock, random, gate, reports, namespace);
        }
    }

    /// @param opened called whenever authorities came; what [#doorAnchorsPem] and [#clientAnchorsPem] say may be new
    CertificateDesk(Material material, CertificateListener listener, Runnable opened) {
        this.material = material;
        this.listener = listener;
        this.opened = opened;
        var shown = new ShownLeaves(
                this::held, this::everyAnchor, this::counted, this::requestedLive, material.gate(), material.clock());
        this.requested = new RequestedLeaves(material.ca(), shown::rootOf);
        this.roots = new RootDesk(
                material.gate(),
                shown,
                material.reports(),
                material.events(),
                material.clock(),
                this::rootsChanged,
                this::wake);
    }

    @Override
    public synchronized void want(Trust trust, SortedSet<String> hostSuffixes, Collection<LeafRequest> leaves) {
        var wanted = new AuthorityConfig(trust.trustDomain(), trust.rootTtl(), trust.leafBackdate(), hostSuffixes);
        roots.follow(trust);
        trustRef = trust.origin().document();
        if (!wanted.equals(config)) {
            reopen(wanted, trust);
            opened.run();
        }
        follow(trust);
        LeafRotator running = rotator;
        if (running == null) {
            running = new LeafRotator(
                    new LeafSources(this::sourceOf, this::isOutside, this::bundle),
                    new SvidStore(material.svids(), material.seal()),
                    material.history(),
                    material.events(),
                    listener,
                    material.clock(),
                    material.random(),
                    RotationPolicies.STANDARD);
            rotator = running;
            running.want(leaves);
            loops.add(RotationLoop.start("leaf-rotation", running::tickHere, material.clock()));
            loops.add(RotationLoop.start("outside-leaves", running::tickOutside, material.clock()));
            loops.add(RotationLoop.start("root-rotation", this::lookAtRoots, material.clock()));
        } else {
            running.want(leaves);
            wake();
        }
    }

    private void wake() {
        loops.forEach(RotationLoop::wake);
    }

    /// What the documents name is wished for; what is in force is kept beside the roots.
    private void follow(Trust trust) {
        var form = IssuerForms.of(trust.issuer());
        OverlappingIssuers following = issuers;
        if (following != null && !form.equals(declared)) {
            roots.undisturbed(() -> following.follow(form));
        }
        declared = form;
    }

    /// A step of a rotation may not fall between what is read and what is held from then on.
    private void reopen(AuthorityConfig wanted, Trust trust) {
        roots.reopen(() -> {
            var open = Authorities.open(
                    material.ca(), material.seal(), wanted, material.hosts(), material.clock(), material.random());
            authorities = open;
            config = wanted;
            OverlappingIssuers mesh = issuers;
            if (mesh == null) {
                mesh = OverlappingIssuers.open(
                        trust.trustDomain(), IssuerForms.of(trust.issuer()), ports(trust.trustDomain()));
                issuers = mesh;
            }
            var all = new ArrayList<KeptRoots>();
            all.add(mesh);
            open.roots().stream()
                    .filter(kept -> !(kept.authority() instanceof AuthorityName.Mesh))
                    .forEach(all::add);
            return all;
        });
    }

    private OverlappingIssuers.Ports ports(TrustDomain trustDomain) {
        return new OverlappingIssuers.Ports(
                material.ca(),
                material.seal(),
                () -> open().mesh(),
                form -> opened(form, trustDomain),
                this::wanted,
                material.events(),
                material.clock(),
                material.random());
    }

    private LeafSource opened(IssuerForm form, TrustDomain trustDomain) {
        var source = new DeclaredIssuer(
                        trustDomain, backdate(), material.keepingIn(IssuerStore.of(material.ca(), form)))
                .open(IssuerForms.read(form, trustDomain));
        if (source instanceof LeafGiver giver) {
            giver.whenChanged(this::wake);
        }
        return source;
    }

    private List<LeafRequest> wanted() {
        return rotator()
                .map(running -> running.certificates().stream()
                        .flatMap(status -> running.wanted(status.name()).stream())
                        .toList())
                .orElse(List.of());
    }

    /// First at the issuers, which may block, then at the rotations.
    private Instant lookAtRoots() {
        OverlappingIssuers mesh = issuers;
        if (mesh == null) {
            return roots.tick();
        }
        try {
            roots.undisturbed(mesh.look());
            if (mesh.isTakenBack()) {
                roots.takeBack(AuthorityName.MESH, OverlappingIssuers.DOCUMENTS);
            }
        } catch (RuntimeException e) {
            LOG.error("a look at the issuers failed and is repeated", e);
        }
        Instant next = roots.tick();
        Instant soon = material.clock().instant().plus(LOOK_WISHING);
        return mesh.isWishing() && soon.isBefore(next) ? soon : next;
    }

    /// Who issues the SVIDs, and how that stands to the documents; once there is a MeshTrust.
    Optional<IssuerStanding> issuer() {
        return Optional.ofNullable(issuers).map(OverlappingIssuers::standing);
    }

    /// What the status of the MeshTrust says of it.
    List<Diagnostic> findings() {
        DocumentRef trust = trustRef;
        return trust == null
                ? List.of()
                : issuer().map(standing -> IssuerFinding.of(trust, standing)).orElse(List.of());
    }

    /// The roots and their rotations.
    RootDesk roots() {
        return roots;
    }

    /// After a step: anchors for files, leaves under the root that signs now, and through them bundles for proxies.
    private void rootsChanged() {
        opened.run();
        LeafRotator running = rotator;
        if (running != null) {
            running.tickHere();
            wake();
        }
    }

    @Override
    public void rekey(LeafName name) {
        rotator().ifPresent(r -> r.order(name));
        wake();
    }

    /// @param text of the leaf's name, as `certs` prints it
    Optional<RotationOutcome> rotate(String text) {
        return rotator()
                .flatMap(r -> r.certificates().stream()
                        .map(CertificateStatus::name)
                        .filter(name -> name.text().equals(text))
                        .findFirst()
                        .map(r::rotateNow));
    }

    Optional<Leaf> leaf(LeafName name) {
        return rotator().flatMap(r -> r.leaf(name));
    }

    /// What the documents ask for under this name.
    Optional<LeafRequest> wanted(LeafName name) {
        return rotator().flatMap(r -> r.wanted(name));
    }

    List<CertificateStatus> certificates() {
        return rotator().map(LeafRotator::certificates).orElse(List.of());
    }

    /// How far behind a verifier's clock may be.
    Duration backdate() {
        AuthorityConfig known = config;
        return known == null ? Duration.ZERO : known.backdate();
    }

    /// What vouches for the mesh, once there is a MeshTrust.
    Optional<TrustBundle> meshBundle() {
        try {
            return Optional.ofNullable(issuers).map(OverlappingIssuers::bundle);
        } catch (IssuanceFailed unknown) {
            return Optional.empty();
        }
    }

    /// What vouches for the xDS port.
    Optional<String> doorAnchorsPem() {
        return Optional.ofNullable(authorities).map(a -> a.door().anchors().pem());
    }

    /// What applications trust for `dev` of their sidecars, PEM.
    Optional<String> clientAnchorsPem() {
        return Optional.ofNullable(authorities)
                .map(a -> a.clientFacing().stream()
                        .map(client -> client.anchors().pem())
                        .collect(java.util.stream.Collectors.joining()))
                .filter(pem -> !pem.isEmpty());
    }

    @Override
    public synchronized void close() {
        loops.forEach(RotationLoop::close);
        rotator().ifPresent(LeafRotator::close);
    }

    private Optional<LeafRotator> rotator() {
        return Optional.ofNullable(rotator);
    }

    /// Whether somebody else signs or gives this leaf.
    private boolean isOutside(LeafName name) {
        OverlappingIssuers mesh = issuers;
        return mesh != null && mesh.isOutside() && name instanceof LeafName.Svid;
    }

    /// Who signs what edges show to people outside the mesh; without one it is refused. Never anything with a SPIFFE
    /// id.
    void signPublicServersWith(LeafIssuer issuer) {
        publicServers = Optional.of(issuer);
    }

    /// @throws IssuanceFailed if nobody signs it now
    LeafSource sourceOf(LeafName name) {
        OverlappingIssuers mesh = issuers;
        if (mesh != null && name instanceof LeafName.Svid) {
            return mesh.source();
        }
        return name instanceof LeafName.PublicServer && publicServers.isPresent()
                ? publicServers.get()
                : open().issuerOf(name);
    }

    private Authorities open() {
        Authorities open = authorities;
        if (open == null) {
            throw new IssuanceFailed("no authority is open");
        }
        return open;
    }

    /// Who signs a key that is not ours: what is signed is remembered, because no rotator holds it.
    ///
    /// @throws IssuanceFailed if nobody signs it now
    LeafIssuer issuerOnRequest(LeafName name) {
        return switch (sourceOf(name)) {
            case LeafIssuer issuer -> requested.watched(issuer);
            case LeafGiver giver ->
                throw new IssuanceFailed("the issuer " + giver.name() + " makes the keys itself and signs no others");
        };
    }

    /// A leaf that was signed by [#issuerOnRequest] and audited: noted in the history, and planned with all others.
    ///
    /// @return when its holder should ask again
    Instant signedOnRequest(LeafName name, CertificateChain chain, Instant issuedAt) {
        return rotator()
                .orElseThrow(() -> new IssuanceFailed("nobody vouches for the mesh yet"))
                .signedOnRequest(name, chain, issuedAt);
    }

    private List<Leaf> held() {
        var running = rotator().orElseThrow(() -> new IllegalStateException("no leaf is known yet"));
        return running.certificates().stream()
                .flatMap(status -> running.leaf(status.name()).stream())
                .toList();
    }

    private List<LiveLeaf> requestedLive() {
        return requested.live(material.clock().instant());
    }

    private List<Anchors> everyAnchor() {
        Authorities open = authorities;
        if (open == null) {
            return List.of();
        }
        var all = new ArrayList<Anchors>();
        meshBundle().map(TrustBundle::anchors).ifPresent(all::add);
        all.add(open.door().anchors());
        open.clientFacing().forEach(client -> all.add(client.anchors()));
        return all;
    }

    /// All roots of one issuer as one.
    private String counted(String root) {
        OverlappingIssuers mesh = issuers;
        return mesh == null ? root : mesh.counted().getOrDefault(root, root);
    }

    /// @throws IssuanceFailed if there is none: no MeshTrust yet, or roots of an outside issuer that were never
    /// readable
    TrustBundle bundle() {
        return meshBundle().orElseThrow(() -> new IssuanceFailed("nobody vouches for the mesh yet"));
    }
}
