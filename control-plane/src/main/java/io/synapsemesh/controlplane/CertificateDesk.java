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
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.v1alpha1.Issuer;
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

/// Opens the embedded authorities when the first MeshTrust comes and keeps the wanted leaves fresh. A new host suffix
/// opens them again, with one more client-facing root; the existing ones stay as they are. Beside the leaves it rotates
/// the roots ([RootDesk]).
final class CertificateDesk implements Certificates, AutoCloseable {
    private final Material material;
    private final CertificateListener listener;
    private final Runnable opened;
    private final RequestedLeaves requested;
    private final RootDesk roots;
    private volatile @Nullable LeafRotator rotator;
    private final List<RotationLoop> loops = new CopyOnWriteArrayList<>();
    private volatile @Nullable Authorities authorities;
    private @Nullable AuthorityConfig config;
    private @Nullable Issuer declared;
    /// Whoever else gives or signs the SVIDs of the mesh; nobody if the embedded authority does.
    private volatile Optional<Outside> outside = Optional.empty();
    private volatile Optional<LeafIssuer> publicServers = Optional.empty();

    private record Outside(TrustDomain trustDomain, LeafSource source) {
        Optional<TrustBundle> bundle() {
            try {
                return Optional.of(new TrustBundle(trustDomain, source.anchors()));
            } catch (IssuanceFailed unknown) {
                return Optional.empty();
            }
        }
    }

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
            String namespace) {}

    /// @param opened called whenever authorities came; what [#doorAnchorsPem] and [#clientAnchorsPem] say may be new
    CertificateDesk(Material material, CertificateListener listener, Runnable opened) {
        this.material = material;
        this.listener = listener;
        this.opened = opened;
        var shown =
                new ShownLeaves(this::held, this::everyAnchor, this::requestedLive, material.gate(), material.clock());
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
        follow(trust);
        if (!wanted.equals(config)) {
            reopen(wanted);
            opened.run();
        }
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
            loops.add(RotationLoop.start("root-rotation", roots::tick, material.clock()));
        } else {
            running.want(leaves);
            wake();
        }
    }

    private void wake() {
        loops.forEach(RotationLoop::wake);
    }

    /// Which kind of issuer it is cannot change in a mesh that runs ([io.synapsemesh.documents.schema.FixedChoice]);
    /// where
    /// it is and how it is asked can.
    private void follow(Trust trust) {
        if (!trust.issuer().equals(declared)) {
            declared = trust.issuer();
            outside = trust.issuer().embedded() != null
                    ? Optional.empty()
                    : Optional.of(new Outside(
                            trust.trustDomain(),
                            new DeclaredIssuer(trust.trustDomain(), trust.leafBackdate(), material)
                                    .open(trust.issuer())));
            if (outside.map(Outside::source).orElse(null) instanceof LeafGiver giver) {
                giver.whenChanged(this::wake);
            }
        }
    }

    /// A step of a rotation may not fall between what is read and what is held from then on.
    private void reopen(AuthorityConfig wanted) {
        roots.reopen(() -> {
            var open = Authorities.open(
                    material.ca(), material.seal(), wanted, material.hosts(), material.clock(), material.random());
            authorities = open;
            config = wanted;
            return open.roots().stream().filter(this::isOurs).toList();
        });
    }

    /// An outside issuer's roots are rotated by whoever runs it.
    private boolean isOurs(KeptRoots kept) {
        return outside.isEmpty() || !(kept.state().authority() instanceof AuthorityName.Mesh);
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
    synchronized Duration backdate() {
        return config == null ? Duration.ZERO : config.backdate();
    }

    /// What vouches for the mesh, once there is a MeshTrust.
    Optional<TrustBundle> meshBundle() {
        var other = outside;
        return other.isPresent()
                ? other.get().bundle()
                : Optional.ofNullable(authorities).map(a -> a.mesh().bundle());
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
        return outside.isPresent() && name instanceof LeafName.Svid;
    }

    /// Who signs what edges show to people outside the mesh; without one it is refused. Never anything with a SPIFFE
    /// id.
    void signPublicServersWith(LeafIssuer issuer) {
        publicServers = Optional.of(issuer);
    }

    /// @throws IssuanceFailed if nobody signs it now
    LeafSource sourceOf(LeafName name) {
        var other = outside;
        if (other.isPresent() && name instanceof LeafName.Svid) {
            return other.get().source();
        }
        if (name instanceof LeafName.PublicServer && publicServers.isPresent()) {
            return publicServers.get();
        }
        Authorities open = authorities;
        if (open == null) {
            throw new IssuanceFailed("no authority is open");
        }
        return open.issuerOf(name);
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
        outside.flatMap(Outside::bundle).map(TrustBundle::anchors).ifPresent(all::add);
        all.add(open.mesh().anchors());
        all.add(open.door().anchors());
        open.clientFacing().forEach(client -> all.add(client.anchors()));
        return all;
    }

    /// @throws IssuanceFailed if there is none: no MeshTrust yet, or roots of an outside issuer that were never
    /// readable
    TrustBundle bundle() {
        return meshBundle().orElseThrow(() -> new IssuanceFailed("nobody vouches for the mesh yet"));
    }
}
