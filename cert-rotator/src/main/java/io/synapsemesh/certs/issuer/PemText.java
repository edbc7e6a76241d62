package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.LeafLint;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Reads certificates out of PEM that somebody else wrote (RFC 7468). Strict about blocks and base64, lax only about
/// the text between blocks, which the RFC allows. A file that ends inside a block is an error, never a shorter list.
public final class PemText {
    /// More in one text are refused.
    public static final int CERTIFICATES_MAX = 64;

    private static final String BEGIN = "-----BEGIN ";
    private static final String CERTIFICATE_BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String CERTIFICATE_END = "-----END CERTIFICATE-----";

    private PemText() {}

    /// All certificates of `text`, in order; perhaps none.
    ///
    /// @throws IllegalArgumentException for another kind of block, a torn one, bad base64, bad DER or too many
    public static List<X509Certificate> certificates(String text) {
        var found = new ArrayList<X509Certificate>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            if (!text.startsWith(CERTIFICATE_BEGIN, at)) {
                throw new IllegalArgumentException("a PEM block that is not a certificate");
            }
            int end = text.indexOf(CERTIFICATE_END, at);
            if (end < 0) {
                throw new IllegalArgumentException("a PEM block without an end");
            }
            if (found.size() == CERTIFICATES_MAX) {
                throw new IllegalArgumentException("more than " + CERTIFICATES_MAX + " certificates");
            }
            found.add(certificate(text.substring(at + CERTIFICATE_BEGIN.length(), end)));
            at = text.indexOf(BEGIN, end + CERTIFICATE_END.length());
        }
        return List.copyOf(found);
    }

    private static X509Certificate certificate(String body) {
        String base64 = body.replaceAll("\\s", "");
        if (base64.length() > LeafLint.BYTES_MAX * 4 / 3 + 4) {
            throw new IllegalArgumentException("a certificate larger than " + LeafLint.BYTES_MAX + " bytes");
        }
        return Pem.certificate(Base64.getDecoder().decode(base64));
    }
}
