package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.StrictDer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;

/// What a certificate's bytes show before a parser folds it away: encodings that are not DER, extensions that stand
/// there twice, defaults that are written out.
final class CertificateFrame {
    private static final int CERTIFICATE_PARTS = 3;
    private static final int ISSUER = 3;

    private CertificateFrame() {}

    /// One certificate, parsed once; absent if something is wrong with its outside, which `found` then says, and
    /// nothing
    /// else is worth asking.
    static Optional<X509CertificateHolder> read(byte[] der, List<Violation> found) {
        int before = found.size();
        requireDer(der, "the certificate", found);
        if (found.size() > before) {
            return Optional.empty();
        }
        try {
            var certificate = ASN1Sequence.getInstance(der);
            if (certificate.size() != CERTIFICATE_PARTS) {
                throw new IllegalArgumentException(certificate.size() + " parts instead of three");
            }
            checkSigned(ASN1Sequence.getInstance(certificate.getObjectAt(0)), found);
            return found.size() > before
                    ? Optional.empty()
                    : Optional.of(new X509CertificateHolder(Certificate.getInstance(certificate)));
        } catch (IOException | RuntimeException e) {
            // Whatever a parser throws on hostile DER, the certificate is refused.
            found.add(unparsable(e));
            return Optional.empty();
        }
    }

    static Violation unparsable(Exception e) {
        return new Violation(ProfileRule.UNPARSABLE, "not a readable certificate: " + e);
    }

    private static void checkSigned(ASN1Sequence signed, List<Violation> found) throws IOException {
        boolean three = signed.getObjectAt(0) instanceof ASN1TaggedObject version
                && version.getTagNo() == 0
                && ASN1Integer.getInstance(version.getExplicitBaseObject()).hasValue(2);
        if (!three) {
            found.add(new Violation(ProfileRule.VERSION, "not of version 3"));
            return;
        }
        if (ASN1Sequence.getInstance(signed.getObjectAt(ISSUER)).size() == 0) {
            found.add(new Violation(ProfileRule.ISSUER, "an issuer without a name"));
        }
        for (ASN1Encodable part : signed) {
            if (part instanceof ASN1TaggedObject tagged) {
                checkTagged(tagged, found);
            }
        }
    }

    private static void checkTagged(ASN1TaggedObject tagged, List<Violation> found) throws IOException {
        if (tagged.getTagNo() == 3) {
            checkExtensions(ASN1Sequence.getInstance(tagged.getExplicitBaseObject()), found);
        } else if (tagged.getTagNo() > 0) {
            found.add(new Violation(ProfileRule.UNIQUE_ID, "unique identifiers are of version 2"));
        }
    }

    private static void checkExtensions(ASN1Sequence extensions, List<Violation> found) throws IOException {
        var seen = new HashSet<ASN1ObjectIdentifier>();
        for (ASN1Encodable element : extensions) {
            var extension = ASN1Sequence.getInstance(element);
            var oid = ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0));
            if (!seen.add(oid)) {
                found.add(new Violation(ProfileRule.EXTENSION_DUPLICATE, "extension " + oid + " stands there twice"));
            }
            if (extension.getObjectAt(1) instanceof ASN1Boolean critical && !critical.isTrue()) {
                found.add(new Violation(ProfileRule.DEFAULT_WRITTEN, "extension " + oid + " says critical FALSE"));
            }
            byte[] value = ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1))
                    .getOctets();
            requireDer(value, "extension " + oid, found);
            if (oid.equals(Extension.basicConstraints) && found.isEmpty()) {
                checkConstraints(value, found);
            }
        }
    }

    private static void checkConstraints(byte[] value, List<Violation> found) {
        var constraints = ASN1Sequence.getInstance(value);
        if (constraints.size() > 0
                && constraints.getObjectAt(0) instanceof ASN1Boolean authority
                && !authority.isTrue()) {
            found.add(new Violation(ProfileRule.DEFAULT_WRITTEN, "basic constraints say CA FALSE in so many words"));
        }
    }

    private static void requireDer(byte[] der, String what, List<Violation> found) {
        StrictDer.faultOf(der)
                .ifPresent(fault -> found.add(Violation.of(
                        ProfileRule.ENCODING, fault.rule(), what + " is not DER at byte " + fault.offset())));
    }
}
