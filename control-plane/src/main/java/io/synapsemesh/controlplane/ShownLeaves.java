package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.root.LiveLeaves;
import io.synapsemesh.certs.root.RootState;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What is shown in the mesh, by the root each leaf was signed under. Signatures are not verified again, only names
/// compared: a leaf is linted before it is held, and no two roots share a name.
final class ShownLeaves implements LiveLeaves {
    /// For a chain that leads to no root of ours, such as one of an outside issuer.
    static final String NO_ROOT = "none";

    private final Supplier<List<Leaf>> held;
    private final Supplier<List<Anchors>> anchors;
    private final Supplier<List<LiveLeaf>> requested;
    private final RootGate gate;
    private final Clock clock;

    /// @param held throws if it is not known
    /// @param requested live leaves that nobody here holds
    ShownLeaves(
            Supplier<List<Leaf>> held,
            Supplier<List<Anchors>> anchors,
            Supplier<List<LiveLeaf>> requested,
            RootGate gate,
            Clock clock) {
        this.held = held;
        this.anchors = anchors;
        this.requested = requested;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public List<LiveLeaf> inForce() {
        var now = clock.instant();
        var roots = anchors.get();
        var all = new ArrayList<LiveLeaf>(requested.get());
        for (Leaf leaf : held.get()) {
            if (now.isBefore(leaf.chain().notAfter())) {
                all.add(new LiveLeaf(
                        leaf.name().text(),
                        rootOf(leaf.chain(), roots),
                        leaf.chain().notAfter()));
            }
        }
        return all;
    }

    @Override
    public Set<String> upToDate() {
        var newest = new TreeMap<String, String>();
        held.get().forEach(leaf -> newest.put(leaf.name().text(), leaf.chain().serial()));
        return gate.upToDate().apply(newest);
    }

    String rootOf(CertificateChain chain) {
        return rootOf(chain, anchors.get());
    }

    /// From the leaf up, so that a cross-signed root counts for itself and not for the one that cross-signed it.
    private static String rootOf(CertificateChain chain, List<Anchors> anchors) {
        for (X509Certificate certificate : chain.certificates()) {
            var issuer = certificate.getIssuerX500Principal();
            for (Anchors each : anchors) {
                for (X509Certificate root : each.certificates()) {
                    if (root.getSubjectX500Principal().equals(issuer)) {
                        return RootState.fingerprint(root);
                    }
                }
            }
        }
        return NO_ROOT;
    }
}
