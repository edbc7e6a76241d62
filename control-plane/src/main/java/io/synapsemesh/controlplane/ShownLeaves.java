package io.synapsemesh.controlplane;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.root.LiveLeaves;
import io.synapsemesh.certs.root.RootState;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;

/// What is shown in the mesh, by the root each leaf was signed under. Names are compared, because a leaf is linted
/// before
/// it is held; a signature is verified only where roots share a name, as those of two outside issuers may.
final class ShownLeaves implements LiveLeaves {
    /// For a chain that leads to no root of ours, such as one of an outside issuer.
    static final String NO_ROOT = "none";

    private final Supplier<List<Leaf>> held;
    private final Supplier<List<Anchors>> anchors;
    private final UnaryOperator<String> counted;
    private final Supplier<List<LiveLeaf>> requested;
    private final RootGate gate;
    private final Clock clock;

    /// @param held throws if it is not known
    /// @param counted from a root to the one its leaves are counted under, by fingerprint
    /// @param requested live leaves that nobody here holds
    ShownLeaves(
            Supplier<List<Leaf>> held,
            Supplier<List<Anchors>> anchors,
            UnaryOperator<String> counted,
            Supplier<List<LiveLeaf>> requested,
            RootGate gate,
            Clock clock) {
        this.held = held;
        this.anchors = anchors;
        this.counted = counted;
        this.requested = requested;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public List<LiveLeaf> inForce() {
        var now = clock.instant();
        var roots = anchors.get();
        var all = new ArrayList<LiveLeaf>();
        for (LiveLeaf leaf : requested.get()) {
            all.add(new LiveLeaf(leaf.identity(), counted.apply(leaf.root()), leaf.notAfter()));
        }
        for (Leaf leaf : held.get()) {
            if (now.isBefore(leaf.chain().notAfter())) {
                all.add(new LiveLeaf(
                        leaf.name().text(),
                        counted.apply(rootOf(leaf.chain(), roots)),
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

    /// Fingerprint of the very root a chain was signed under.
    String rootOf(CertificateChain chain) {
        return rootOf(chain, anchors.get());
    }

    /// From the leaf up, so that a cross-signed root counts for itself and not for the one that cross-signed it.
    private static String rootOf(CertificateChain chain, List<Anchors> anchors) {
        for (X509Certificate certificate : chain.certificates()) {
            var named = named(certificate.getIssuerX500Principal(), anchors);
            for (X509Certificate root : named) {
                if (named.size() == 1 || isSignedBy(certificate, root)) {
                    return RootState.fingerprint(root);
                }
            }
        }
        return NO_ROOT;
    }

    private static Set<X509Certificate> named(X500Principal issuer, List<Anchors> anchors) {
        var named = new HashSet<X509Certificate>();
        for (Anchors each : anchors) {
            for (X509Certificate root : each.certificates()) {
                if (root.getSubjectX500Principal().equals(issuer)) {
                    named.add(root);
                }
            }
        }
        return named;
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate root) {
        try {
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
