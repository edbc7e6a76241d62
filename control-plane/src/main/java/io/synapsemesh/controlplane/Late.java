package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.controlplane.gate.Survivors;
import io.synapsemesh.controlplane.pipeline.Pipeline;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.pipeline.World;
import io.synapsemesh.controlplane.state.DataFolder;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Ties the knot: certificates and key sets are made before the pipeline that they tell of changes. What is told before
/// is read by the pipeline when it starts, so nothing is lost.
final class Late implements CertificateListener {
    private final Survivors survivors;
    private volatile @Nullable World world;
    private volatile @Nullable Pipeline pipeline;
    private volatile @Nullable StatusBoard status;
    private volatile @Nullable CertificateDesk certificates;

    Late(Survivors survivors) {
        this.survivors = survivors;
    }

    void set(World made, Pipeline running) {
        world = made;
        pipeline = running;
    }

    void status(StatusBoard board) {
        status = board;
    }

    void certificates(CertificateDesk desk) {
        certificates = desk;
    }

    /// Tells gateways who certifies the port they ask at.
    void doorChanged() {
        CertificateDesk desk = certificates;
        Pipeline running = pipeline;
        if (desk != null && running != null) {
            desk.doorAnchorsPem().ifPresent(running::doorChanged);
        }
    }

    /// Writes the anchors that others take from the data directory, and tells gateways.
    void publishAnchors(DataFolder folder) {
        doorChanged();
        CertificateDesk desk = certificates;
        if (desk != null) {
            desk.doorAnchorsPem().ifPresent(pem -> folder.write(ControlPlane.BOOTSTRAP_CA, ascii(pem)));
            desk.clientAnchorsPem().ifPresent(pem -> folder.write(ControlPlane.CLIENT_CA, ascii(pem)));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    World world() {
        World made = world;
        if (made == null) {
            throw new IllegalStateException("nothing is signed before the world is made");
        }
        return made;
    }

    Optional<Published> published() {
        return Optional.ofNullable(pipeline).map(Pipeline::published);
    }

    Map<DocumentRef, Proxy> proxies() {
        Pipeline running = pipeline;
        return running == null ? Map.of() : running.published().proxies();
    }

    void keysChanged() {
        Pipeline running = pipeline;
        if (running != null) {
            running.keysChanged();
        }
        statusChanged();
    }

    void federatedChanged(SortedMap<TrustDomain, TrustBundle> bundles) {
        Pipeline running = pipeline;
        if (running != null) {
            running.federatedChanged(bundles);
        }
    }

    void statusChanged() {
        StatusBoard board = status;
        if (board != null) {
            board.changed();
        }
    }

    @Override
    public void leafChanged(Leaf leaf) {
        survivors.leafChanged(leaf);
        Pipeline running = pipeline;
        if (running != null) {
            running.leafChanged(leaf);
        }
        statusChanged();
    }

    @Override
    public void leafForgotten(LeafName name) {
        survivors.leafForgotten(name);
        Pipeline running = pipeline;
        if (running != null) {
            running.leafForgotten(name);
        }
        statusChanged();
    }

    @Override
    public void bundleChanged(TrustBundle bundle) {
        Pipeline running = pipeline;
        if (running != null) {
            running.bundleChanged(bundle);
        }
    }

    @Override
    public void standingChanged(LeafName name) {
        statusChanged();
    }
}
