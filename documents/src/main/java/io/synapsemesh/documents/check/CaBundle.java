package io.synapsemesh.documents.check;

import io.synapsemesh.documents.yaml.Quoted;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/// The certificates of authorities that a document carries as PEM (RFC 7468, strict form): `CERTIFICATE` blocks and
/// nothing else, each a certificate of an authority that may sign certificates. A bundle that does not say so is
/// refused here, where its author is told, and not first by a proxy that was given it.
public record CaBundle(List<X509Certificate> certificates) {
    static final int CERTIFICATES_MAX = 200;
    static final int CERTIFICATE_BYTES_MAX = 16 << 10;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END CERTIFICATE-----";
    private static final int SIGNS_CERTIFICATES = 5;
    private static final int SEQUENCE = 0x30;

    public CaBundle {
        certificates = List.copyOf(certificates);
    }

    /// The reason is for the author of the document, and repeats nothing that may be secret.
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Unusable(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        @Override
        public String getMessage() {
            return reason;
        }
    }

    /// The first thing that is wrong is the reason.
    public static CaBundle parse(String pem) throws Unusable {
        return new CaBundle(blocks(pem));
    }

    /// A sentence for each certificate that was expired at `now`.
    public List<String> expired(Instant now) {
        return IntStream.range(0, certificates.size())
                .filter(i -> end(i).isBefore(now))
                .mapToObj(i -> "certificate " + (i + 1) + " expired at " + end(i))
                .toList();
    }

    private Instant end(int index) {
        return certificates.get(index).getNotAfter().toInstant();
    }

    private static List<X509Certificate> blocks(String pem) throws Unusable {
        var certificates = new ArrayList<X509Certificate>();
        StringBuilder body = null;
        for (String line : pem.lines().map(String::strip).toList()) {
            String number = "certificate " + (certificates.size() + 1);
            if (body == null) {
                body = isBegin(line, number) ? new StringBuilder() : null;
            } else if (line.equals(END)) {
                certificates.add(authority(body.toString(), number));
                body = null;
                if (certificates.size() > CERTIFICATES_MAX) {
                    throw new Unusable("there are more than " + CERTIFICATES_MAX + " certificates");
                }
            } else if (body.append(line).length() > CERTIFICATE_BYTES_MAX * 4 / 3) {
                throw new Unusable(number + " is larger than " + CERTIFICATE_BYTES_MAX + " bytes");
            }
        }
        if (body != null) {
            throw new Unusable("certificate " + (certificates.size() + 1) + " has no END line");
        }
        if (certificates.isEmpty()) {
            throw new Unusable("there is no certificate");
        }
        return certificates;
    }

    /// What stands between certificates may be a private key: it is refused, and its text is not repeated.
    private static boolean isBegin(String line, String number) throws Unusable {
        if (line.isEmpty()) {
            return false;
        }
        if (!line.startsWith(BEGIN)) {
            throw new Unusable("something that is no PEM block stands before " + number);
        }
        if (!line.equals(BEGIN + "CERTIFICATE-----")) {
            throw new Unusable(
                    "a block " + Quoted.text(line.substring(BEGIN.length()).replace("-----", "")) + " stands where "
                            + number + " is expected");
        }
        return true;
    }

    private static X509Certificate authority(String base64, String number) throws Unusable {
        X509Certificate certificate = read(base64, number);
        if (certificate.getBasicConstraints() < 0) {
            throw new Unusable(number + " is not one of an authority (its basic constraints do not say CA:TRUE)");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[SIGNS_CERTIFICATES]) {
            throw new Unusable(number + " is of a key that may not sign certificates");
        }
        return certificate;
    }

    private static X509Certificate read(String base64, String number) throws Unusable {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            // The factory would also take PEM inside of PEM.
            if (der.length > 0 && der[0] == SEQUENCE) {
                var in = new ByteArrayInputStream(der);
                var certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
                if (in.available() == 0) {
                    return certificate;
                }
            }
        } catch (CertificateException | IllegalArgumentException unreadable) {
            // Said below: the parser's own words quote what it read.
        }
        throw new Unusable(number + " cannot be read: it is no DER certificate in Base64");
    }
}
