package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
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
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// The leaf with what is around it: does it lead to one of the anchors, and is the key its key. A pair that does not
/// match is what took 19 hosts down in one push elsewhere (envoyproxy/gateway#9463), so it never leaves here.
public final class ChainLint {
    private static final byte[] PROBE =
            "does this key belong to this certificate".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private ChainLint() {}

    /// Why a chain does not lead to a root.
    public enum Fault {
        /// No root has the name the chain asks for.
        NO_ROOT,
        ROOT_EXPIRED,
        ROOT_NOT_YET_VALID,
        SIGNATURE,
        EXPIRED,
        NOT_YET_VALID,
        /// Issuer and subject do not follow one another: wrong order, a gap, a stranger between.
        ORDER,
        NOT_AUTHORITY,
        PATH_LENGTH,
        NAME_CONSTRAINT,
        /// The JDK's own list of what is too weak.
        ALGORITHM,
        CRITICAL_EXTENSION,
        OTHER
    }

    /// The profile, the key and the names of the path, its signature left out: for a leaf that was signed here a moment
    /// ago by the root it names.
    ///
    /// @param key of a request that was looked at
    public static List<Violation> checkSignedHere(
            CertificateChain chain, SubjectPublicKeyInfo key, LeafProfile profile, Anchors anchors, Instant now) {
        var found = new ArrayList<>(LeafLint.check(Pem.der(chain.leaf()), profile, now, key));
        boolean named = anchors.certificates().stream()
                .anyMatch(root -> endsUnder(chain, 1, root)
                        && validity(root, now).isEmpty()
                        && isFollowedBySelf(
                                chain.certificates()
                                        .subList(1, chain.certificates().size()),
                                root));
        if (!named) {
            found.add(Violation.of(ProfileRule.CHAIN, Fault.NO_ROOT, "no root of the bundle has its issuer's name"));
        }
        return List.copyOf(found);
    }

    /// The profile, the signers in between and the path.
    public static List<Violation> check(CertificateChain chain, LeafProfile profile, Anchors anchors, Instant now) {
        var found = new ArrayList<>(LeafLint.check(Pem.der(chain.leaf()), profile, now));
        var domain = profile.uri().map(SpiffeId::trustDomain);
        for (X509Certificate signer :
                chain.certificates().subList(1, chain.certificates().size())) {
            for (Violation violation : SignerLint.check(signer, domain)) {
                found.add(new Violation(
                        ProfileRule.INTERMEDIATE,
                        ProfileRule.INTERMEDIATE + "." + violation.reason(),
                        signer.getSubjectX500Principal() + ": " + violation.message()));
            }
        }
        faultOf(chain, anchors, now)
                .ifPresent(fault -> found.add(
                        Violation.of(ProfileRule.CHAIN, fault, "does not lead to one of our roots: " + fault)));
        return List.copyOf(found);
    }

    /// RFC 5280 path validation, name constraints and path lengths included; the anchor's own dates as well, which the
    /// JDK leaves out. Revocation is not asked: our leaves are short instead.
    public static boolean leadsToAnchor(CertificateChain chain, Anchors anchors, Instant now) {
        return faultOf(chain, anchors, now).isEmpty();
    }

    /// Whether a path ends at this very root. What follows the path may only be the root itself in another's hand: the
    /// same name and key, cross-signed for those who know only the other.
    public static boolean leadsTo(CertificateChain chain, X509Certificate root, Instant now) {
        return faultOf(chain, root, now).isEmpty();
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

    /// Why the chain leads to none of `anchors`: what keeps it from the root whose name it bears.
    public static Optional<Fault> faultOf(CertificateChain chain, Anchors anchors, Instant now) {
        Fault nearest = Fault.NO_ROOT;
        for (X509Certificate anchor : anchors.certificates()) {
            var fault = validity(anchor, now).or(() -> faultOf(chain, anchor, now));
            if (fault.isEmpty()) {
                return fault;
            }
            if (isNamedBy(chain, anchor)) {
                nearest = fault.get();
            }
        }
        return Optional.of(nearest);
    }

    private static Optional<Fault> faultOf(CertificateChain chain, X509Certificate root, Instant now) {
        var certificates = chain.certificates();
        for (int length = 1; length <= certificates.size(); length++) {
            if (endsUnder(chain, length, root)) {
                return isFollowedBySelf(certificates.subList(length, certificates.size()), root)
                        ? pathFault(new CertificateChain(certificates.subList(0, length)), root, now)
                        : Optional.of(Fault.ORDER);
            }
        }
        return Optional.of(Fault.NO_ROOT);
    }

    private static Optional<Fault> pathFault(CertificateChain chain, X509Certificate root, Instant now) {
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            var path = CertificateFactory.getInstance("X.509").generateCertPath(chain.certificates());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            // The JDK reads neither the path length nor the name constraints of an anchor.
            if (root.getBasicConstraints() < chain.certificates().size() - 1) {
                return Optional.of(Fault.PATH_LENGTH);
            }
            return AnchorConstraints.allow(root, chain) ? Optional.empty() : Optional.of(Fault.NAME_CONSTRAINT);
        } catch (CertPathValidatorException e) {
            return Optional.of(fault(e));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of(Fault.OTHER);
        }
    }

    private static Fault fault(CertPathValidatorException e) {
        return switch (e.getReason()) {
            case CertPathValidatorException.BasicReason basic ->
                switch (basic) {
                    case EXPIRED -> Fault.EXPIRED;
                    case NOT_YET_VALID -> Fault.NOT_YET_VALID;
                    case INVALID_SIGNATURE -> Fault.SIGNATURE;
                    case ALGORITHM_CONSTRAINED -> Fault.ALGORITHM;
                    case UNSPECIFIED, REVOKED, UNDETERMINED_REVOCATION_STATUS -> Fault.OTHER;
                };
            case PKIXReason pkix ->
                switch (pkix) {
                    case NAME_CHAINING -> Fault.ORDER;
                    case INVALID_KEY_USAGE, NOT_CA_CERT -> Fault.NOT_AUTHORITY;
                    case PATH_TOO_LONG -> Fault.PATH_LENGTH;
                    case INVALID_NAME -> Fault.NAME_CONSTRAINT;
                    case UNRECOGNIZED_CRIT_EXT -> Fault.CRITICAL_EXTENSION;
                    case NO_TRUST_ANCHOR -> Fault.SIGNATURE;
                    case INVALID_POLICY -> Fault.OTHER;
                };
            default -> Fault.OTHER;
        };
    }

    private static boolean isNamedBy(CertificateChain chain, X509Certificate root) {
        return chain.certificates().stream()
                .anyMatch(c -> c.getIssuerX500Principal().equals(root.getSubjectX500Principal()));
    }

    private static boolean endsUnder(CertificateChain chain, int length, X509Certificate root) {
        return chain.certificates().get(length - 1).getIssuerX500Principal().equals(root.getSubjectX500Principal());
    }

    private static boolean isFollowedBySelf(List<X509Certificate> rest, X509Certificate root) {
        return rest.stream().allMatch(certificate -> isSameAuthority(certificate, root));
    }

    private static boolean isSameAuthority(X509Certificate certificate, X509Certificate root) {
        return certificate.getSubjectX500Principal().equals(root.getSubjectX500Principal())
                && certificate.getPublicKey().equals(root.getPublicKey());
    }

    private static Optional<Fault> validity(X509Certificate root, Instant now) {
        if (now.isBefore(root.getNotBefore().toInstant())) {
            return Optional.of(Fault.ROOT_NOT_YET_VALID);
        }
        return now.isBefore(root.getNotAfter().toInstant()) ? Optional.empty() : Optional.of(Fault.ROOT_EXPIRED);
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
}
