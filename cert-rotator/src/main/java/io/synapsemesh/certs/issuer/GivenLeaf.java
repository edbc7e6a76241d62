package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// From a key and certificates that somebody else made to a leaf that may be shown.
public final class GivenLeaf {
    private GivenLeaf() {}

    /// @param certificates as they came: the leaf first, the rest in any order
    /// @param privateKey PKCS#8 DER; the leaf's afterwards, destroyed if there is none
    /// @throws IssuanceFailed if there is no certificate
    /// @throws IssuanceRefused if key and certificate are no pair, or the chain must not be shown
    public static Leaf accept(
            String source,
            LeafRequest request,
            List<X509Certificate> certificates,
            SecretBytes privateKey,
            Anchors anchors,
            Instant now) {
        try {
            var leaf = new Leaf(request.name(), IssuedChain.chain(source, certificates, anchors), privateKey);
            if (!ChainLint.isPair(privateKey, leaf.chain().leaf())) {
                throw new IssuanceRefused(source + " gave a key that is not the certificate's");
            }
            var found = ChainLint.check(leaf.chain(), LeafProfile.of(request), anchors, now);
            if (!found.isEmpty()) {
                throw new IssuanceRefused(source + " gave a leaf outside the profile: " + found);
            }
            return leaf;
        } catch (IssuanceFailed e) {
            privateKey.destroy();
            throw e;
        }
    }
}
