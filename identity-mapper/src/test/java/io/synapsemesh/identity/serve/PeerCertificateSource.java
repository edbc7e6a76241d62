package io.synapsemesh.identity.serve;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Peer certificates as Envoy sends them. Envoy verified them; these are signed by themselves.
final class PeerCertificateSource {
    private final KeyPair key;

    PeerCertificateSource() {
        try {
            key = KeyPairGenerator.getInstance("EC").generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// PEM, percent-encoded as a URL's query is.
    String encoded(String... uris) {
        var names = List.of(uris).stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new);
        var subject = new X500Name("CN=peer");
        var now = Instant.parse("2026-11-21T12:00:00Z");
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(now),
                    Date.from(now.plusSeconds(3600)),
                    subject,
                    key.getPublic());
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                    .getEncoded();
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
            return percentEncoded(pem);
        } catch (java.io.IOException | org.bouncycastle.operator.OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String percentEncoded(String pem) {
        var text = new StringBuilder();
        for (char c : pem.toCharArray()) {
            if (Character.isLetterOrDigit(c) || c == '-') {
                text.append(c);
            } else {
                text.append('%').append(String.format(java.util.Locale.ROOT, "%02X", (int) c));
            }
        }
        return text.toString();
    }
}
