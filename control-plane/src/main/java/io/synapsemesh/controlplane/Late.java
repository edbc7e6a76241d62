package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.controlplane.pipeline.Pipeline;
import io.synapsemesh.controlplane.pipeline.World;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ties the knot: certificates and key sets are made before the pipeline that they tell of changes. What is told before
/// is read by the pipeline when it starts, so nothing is lost.
final class Late implements CertificateListener {
    private volatile @Nullable World world;
    private volatile @Nullable Pipeline pipeline;
    private volatile @Nullable StatusBoard status;

    void set(World made, Pipeline running) {
        world = made;
        pipeline = running;
    }

    void status(StatusBoard board) {
        status = board;
    }

    World world() {
        World made = world;
        if (made == null) {
            throw new IllegalStateException("nothing is signed before the world is made");
        }
        return made;
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

    void statusChanged() {
        StatusBoard board = status;
        if (board != null) {
            board.changed();
        }
    }

    @Override
    public void leafChanged(Leaf leaf) {
        Pipeline running = pipeline;
        if (running != null) {
            running.leafChanged(leaf);
        }
        statusChanged();
    }

    @Override
    public void leafForgotten(LeafName name) {
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
}
