package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// From the certificates of an answer to a chain that may be shown. The answer is a stranger's: its leaf must be for
/// the key we asked for and pass the profile, and lead to the root the operator says signs.
public final class IssuedChain {
    private IssuedChain() {}

    /// @param certificates as they came: the leaf first, the rest in any order, roots among them or not
    /// @throws IssuanceFailed if the answer is empty
    /// @throws IssuanceRefused if it holds something that must not be shown
    public static CertificateChain accept(
            String issuer,
            LeafRequest request,
            SigningRequest csr,
            List<X509Certificate> certificates,
            AnchorsFile.Roots roots,
            Instant now) {
        var chain = chain(issuer, certificates, roots.anchors());
        if (!Arrays.equals(
                chain.leaf().getPublicKey().getEncoded(), csr.publicKey().getEncoded())) {
            throw new IssuanceRefused(issuer + " answered with a certificate for another key");
        }
        var found = ChainLint.check(chain, LeafProfile.of(request), roots.anchors(), now);
        if (!found.isEmpty()) {
            throw new IssuanceRefused(issuer + " answered outside the profile: " + found);
        }
        if (!ChainLint.leadsTo(chain, roots.signer(), now)) {
            throw new IssuanceRefused(issuer + " signed under a root that is not the first of its roots. Fix: put the"
                    + " root that signs first, once every verifier has it.");
        }
        return chain;
    }

    /// The leaf and what links it to an anchor, in order; the anchors themselves and what does not belong left out.
    static CertificateChain chain(String issuer, List<X509Certificate> certificates, Anchors anchors) {
        if (certificates.isEmpty()) {
            throw new IssuanceFailed(issuer + " answered without a certificate");
        }
        var rest = new ArrayList<>(certificates);
        rest.removeAll(anchors.certificates());
        rest.remove(certificates.getFirst());
        var path = new ArrayList<X509Certificate>();
        var top = Optional.of(certificates.getFirst());
        while (top.isPresent() && path.size() < CertificateChain.LENGTH_MAX) {
            var below = top.get();
            path.add(below);
            top = rest.stream().filter(above -> signs(above, below)).findFirst();
            top.ifPresent(rest::remove);
        }
        return new CertificateChain(path);
    }

    private static boolean signs(X509Certificate above, X509Certificate below) {
        if (!below.getIssuerX500Principal().equals(above.getSubjectX500Principal())
                || below.getIssuerX500Principal().equals(below.getSubjectX500Principal())) {
            return false;
        }
        try {
            below.verify(above.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// Certificates of PEM texts in an answer, in order.
    ///
    /// @throws IssuanceFailed if one cannot be read
    public static List<X509Certificate> parse(String issuer, List<String> pems) {
        var all = new ArrayList<X509Certificate>();
        try {
            for (String pem : pems) {
                all.addAll(PemText.certificates(pem));
                if (all.size() > PemText.CERTIFICATES_MAX) {
                    throw new IllegalArgumentException("more than " + PemText.CERTIFICATES_MAX + " certificates");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IssuanceFailed(issuer + " answered with unreadable certificates: " + e.getMessage(), e);
        }
        return List.copyOf(all);
    }

    /// A request as PEM, as most issuers want it.
    public static String pem(SigningRequest csr) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(csr.der())
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    /// What a stranger says, fit for one line of a log or a status: printable ASCII, at most 200 characters.
    public static String quoted(String text) {
        String flat = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return flat.length() > 200 ? flat.substring(0, 200) + "…" : flat;
    }
}
