package io.synapsemesh.controlplane;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.root.LiveLeaves;
import io.synapsemesh.certs.root.RootState;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/// What is shown in the mesh, by the root each leaf was signed under. Names are compared, because a leaf is linted before
/// it is held; signatures are verified only where roots share a name, as those of two outside issuers may.
final class ShownLeaves implements LiveLeaves {
    /// For a chain that leads to no root of ours, such as one of an outside issuer.
    static final String NO_ROOT = "none";

    private final Supplier<List<Leaf>> held;
    private final Supplier<Map<X509Certificate, String>> anchors;
    private final Supplier<List<LiveLeaf>> requested;
    private final RootGate gate;
    private final Clock clock;

    /// @param held throws if it is not known
    /// @param anchors every root, and under which one its leaves are counted, by fingerprint
    /// @param requested live leaves that nobody here holds, each under the very root it was signed by
    ShownLeaves(
            Supplier<List<Leaf>> held,
            Supplier<Map<X509Certificate, String>> anchors,
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
        var roots = new Roots(anchors.get());
        var all = new ArrayList<LiveLeaf>();
        for (LiveLeaf leaf : requested.get()) {
            all.add(new LiveLeaf(leaf.identity(), roots.countedByFingerprint(leaf.root()), leaf.notAfter()));
        }
        for (Leaf leaf : held.get()) {
            if (now.isBefore(leaf.chain().notAfter())) {
                all.add(new LiveLeaf(
                        leaf.name().text(),
                        roots.of(leaf.chain()).map(roots::counted).orElse(NO_ROOT),
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
        return new Roots(anchors.get()).of(chain).map(RootState::fingerprint).orElse(NO_ROOT);
    }

    private static final class Roots {
        private final Map<X509Certificate, String> counted;
        private final Map<X500Principal, List<X509Certificate>> named;

        Roots(Map<X509Certificate, String> counted) {
            this.counted = counted;
            this.named = counted.keySet().stream()
                    .collect(Collectors.groupingBy(X509Certificate::getSubjectX500Principal));
        }

        /// From the leaf up, so that a cross-signed root counts for itself and not for the one that cross-signed it.
        Optional<X509Certificate> of(CertificateChain chain) {
            for (X509Certificate certificate : chain.certificates()) {
                var candidates = named.getOrDefault(certificate.getIssuerX500Principal(), List.of());
                var found = candidates.stream()
                        .filter(root -> candidates.size() == 1 || isSignedBy(certificate, root))
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        String counted(X509Certificate root) {
            return Objects.requireNonNull(counted.get(root), "a root that is counted");
        }

        String countedByFingerprint(String root) {
            return counted.entrySet().stream()
                    .filter(entry -> RootState.fingerprint(entry.getKey()).equals(root))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(root);
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
}
