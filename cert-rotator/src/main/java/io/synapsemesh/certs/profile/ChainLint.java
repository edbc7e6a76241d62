package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The leaf with what is around it: does it lead to one of the anchors, and is the key its key. A pair that does not
/// match is what took 19 hosts down in one push elsewhere (envoyproxy/gateway#9463), so it never leaves here.
public final class ChainLint {
    private static final byte[] PROBE =
            "does this key belong to this certificate".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private ChainLint() {}

    /// The profile and the path.
    public static List<Violation> check(CertificateChain chain, LeafProfile profile, Anchors anchors, Instant now) {
        var found = new ArrayList<>(LeafLint.check(Pem.der(chain.leaf()), profile, now));
        if (!leadsToAnchor(chain, anchors, now)) {
            found.add(new Violation(ProfileRule.CHAIN, "does not lead to one of our roots"));
        }
        return List.copyOf(found);
    }

    /// RFC 5280 path validation, name constraints and path lengths included; the anchor's own dates as well, which the
    /// JDK leaves out. Revocation is not asked: our leaves are short instead.
    public static boolean leadsToAnchor(CertificateChain chain, Anchors anchors, Instant now) {
        return anchors.certificates().stream().anyMatch(anchor -> isWithin(anchor, now) && leadsTo(chain, anchor, now));
    }

    /// Which of `anchors` the chain leads to by its shortest path: where a cross-signed root follows, that root itself
    /// and not the one that cross-signed it.
    public static Optional<X509Certificate> rootOf(CertificateChain chain, Anchors anchors, Instant now) {
        for (int length = 1; length <= chain.certificates().size(); length++) {
            for (X509Certificate anchor : anchors.certificates()) {
                if (endsUnder(chain, length, anchor) && leadsTo(chain, anchor, now)) {
                    return Optional.of(anchor);
                }
            }
        }
        return Optional.empty();
    }

    /// Whether a path ends at this very root. What follows the path may only be the root itself in another's hand: the
    /// same name and key, cross-signed for those who know only the other.
    public static boolean leadsTo(CertificateChain chain, X509Certificate root, Instant now) {
        for (int length = 1; length <= chain.certificates().size(); length++) {
            if (endsUnder(chain, length, root)) {
                var certificates = chain.certificates();
                return certificates.subList(length, certificates.size()).stream()
                                .allMatch(rest -> isSameAuthority(rest, root))
                        && isPath(new CertificateChain(certificates.subList(0, length)), root, now);
            }
        }
        return false;
    }

    private static boolean endsUnder(CertificateChain chain, int length, X509Certificate root) {
        return chain.certificates().get(length - 1).getIssuerX500Principal().equals(root.getSubjectX500Principal());
    }

    private static boolean isSameAuthority(X509Certificate certificate, X509Certificate root) {
        return certificate.getSubjectX500Principal().equals(root.getSubjectX500Principal())
                && certificate.getPublicKey().equals(root.getPublicKey());
    }

    private static boolean isPath(CertificateChain chain, X509Certificate root, Instant now) {
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            var path = CertificateFactory.getInstance("X.509").generateCertPath(chain.certificates());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return AnchorConstraints.allow(root, chain);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether `privateKey` (PKCS#8) signs what the certificate's key verifies.
    public static boolean isPair(SecretBytes privateKey, X509Certificate certificate) {
        PublicKey publicKey = certificate.getPublicKey();
        String algorithm = publicKey.getAlgorithm();
        byte[] pkcs8 = privateKey.open();
        try {
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            var signature = Signature.getInstance(algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static boolean isWithin(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }
}
