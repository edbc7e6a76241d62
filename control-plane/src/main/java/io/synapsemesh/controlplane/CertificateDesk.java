package io.synapsemesh.controlplane;

import io.synapsemesh.certs.DeclaredHosts;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.RotationLoop;
import io.synapsemesh.certs.rotate.RotationOutcome;
import io.synapsemesh.certs.rotate.RotationPolicy;
import io.synapsemesh.certs.rotate.SvidStore;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.pipeline.Certificates;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.documents.resolve.Trust;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Opens the embedded authorities when the first MeshTrust comes and keeps the wanted leaves fresh. A new host suffix
/// opens them again, with one more client-facing root; the existing ones stay as they are.
final class CertificateDesk implements Certificates, AutoCloseable {
    private final Material material;
    private final CertificateListener listener;
    private final Runnable opened;
    private @Nullable LeafRotator rotator;
    private @Nullable RotationLoop loop;
    private volatile @Nullable Authorities authorities;
    private @Nullable AuthorityConfig config;

    /// @param hosts which names a leaf may carry
    record Material(
            ByteStore ca,
            ByteStore svids,
            Seal seal,
            DeclaredHosts hosts,
            EventSink events,
            Clock clock,
            SecureRandom random) {}

    /// @param opened called whenever authorities came; what [#doorAnchorsPem] and [#clientAnchorsPem] say may be new
    CertificateDesk(Material material, CertificateListener listener, Runnable opened) {
        this.material = material;
        this.listener = listener;
        this.opened = opened;
    }

    @Override
    public synchronized void want(Trust trust, SortedSet<String> hostSuffixes, Collection<LeafRequest> leaves) {
        var wanted = new AuthorityConfig(trust.trustDomain(), trust.rootTtl(), trust.leafBackdate(), hostSuffixes);
        if (!wanted.equals(config)) {
            authorities = Authorities.open(
                    material.ca(), material.seal(), wanted, material.hosts(), material.clock(), material.random());
            config = wanted;
            opened.run();
        }
        if (rotator == null) {
            rotator = new LeafRotator(
                    this::issuerOf,
                    this::bundle,
                    new SvidStore(material.svids(), material.seal()),
                    material.events(),
                    listener,
                    material.clock(),
                    material.random(),
                    RotationPolicy.STANDARD);
            rotator.want(leaves);
            loop = RotationLoop.start(rotator, material.clock());
        } else {
            rotator.want(leaves);
            if (loop != null) {
                loop.wake();
            }
        }
    }

    @Override
    public void rekey(LeafName name) {
        rotator().ifPresent(r -> r.rotateNow(name));
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

    /// What vouches for the mesh, once there is a MeshTrust.
    Optional<TrustBundle> meshBundle() {
        return Optional.ofNullable(authorities).map(a -> a.mesh().bundle());
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
        if (loop != null) {
            loop.close();
        }
    }

    private synchronized Optional<LeafRotator> rotator() {
        return Optional.ofNullable(rotator);
    }

    /// @throws IssuanceFailed if nobody signs it now
    LeafIssuer issuerOf(LeafName name) {
        Authorities open = authorities;
        if (open == null) {
            throw new IssuanceFailed("no authority is open");
        }
        return open.issuerOf(name);
    }

    TrustBundle bundle() {
        return meshBundle().orElseThrow(() -> new IllegalStateException("no authority is open"));
    }
}
