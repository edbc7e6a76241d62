package io.synapsemesh.certs;

import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// What a request asks for besides a key. Nothing of it reaches the certificate; but whoever asks for an authority or
/// for a foreign kind of name expects one, and is told no instead of being given something else in silence.
final class RequestedExtensions {
    private static final Set<KeyPurposeId> PURPOSES =
            Set.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    private static final int USAGES = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement;

    private RequestedExtensions() {}

    static void require(Attribute[] attributes) {
        boolean seen = false;
        for (Attribute attribute : attributes) {
            var type = attribute.getAttrType();
            if (type.equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
                throw new IssuanceRefused(
                        RequestRule.CHALLENGE_PASSWORD, "a password travels in the clear here; leave it out");
            }
            if (!type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
                throw new IssuanceRefused(RequestRule.ATTRIBUTE, "the attribute " + type + " is not understood");
            }
            if (seen || attribute.getAttrValues().size() != 1) {
                throw new IssuanceRefused(RequestRule.ATTRIBUTE_DUPLICATE, "extensions are requested once");
            }
            seen = true;
            requireExtensions(ASN1Sequence.getInstance(attribute.getAttrValues().getObjectAt(0)));
        }
    }

    private static void requireExtensions(ASN1Sequence extensions) {
        var seen = new HashSet<ASN1ObjectIdentifier>();
        for (ASN1Encodable element : extensions) {
            var extension = ASN1Sequence.getInstance(element);
            var oid = ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0));
            if (!seen.add(oid)) {
                throw new IssuanceRefused(RequestRule.REQUESTED_EXTENSION_DUPLICATE, oid + " is requested twice");
            }
            byte[] value = ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1))
                    .getOctets();
            StrictDer.faultOf(value).ifPresent(fault -> {
                throw new IssuanceRefused(RequestRule.ENCODING, fault.rule(), "the requested extension " + oid);
            });
            requireExtension(oid, value);
        }
    }

    private static void requireExtension(ASN1ObjectIdentifier oid, byte[] value) {
        if (oid.equals(Extension.subjectAlternativeName)) {
            requireNames(GeneralNames.getInstance(value));
        } else if (oid.equals(Extension.basicConstraints)) {
            refuseIf(
                    BasicConstraints.getInstance(value).isCA(),
                    RequestRule.REQUESTED_AUTHORITY,
                    "a request never makes an authority");
        } else if (oid.equals(Extension.keyUsage)) {
            int asked = KeyUsage.getInstance(org.bouncycastle.asn1.ASN1BitString.getInstance(value))
                            .getBytes()[0]
                    & 0xff;
            refuseIf(
                    (asked & ~USAGES) != 0,
                    RequestRule.REQUESTED_KEY_USAGE,
                    "a leaf signs handshakes, neither certificates nor lists nor documents");
        } else if (oid.equals(Extension.extendedKeyUsage)) {
            for (KeyPurposeId purpose : ExtendedKeyUsage.getInstance(value).getUsages()) {
                refuseIf(!PURPOSES.contains(purpose), RequestRule.REQUESTED_KEY_PURPOSE, "purpose " + purpose);
            }
        } else {
            refuseIf(
                    !oid.equals(Extension.subjectKeyIdentifier),
                    RequestRule.REQUESTED_EXTENSION,
                    oid + " is in no certificate of ours");
        }
    }

    private static void requireNames(GeneralNames names) {
        int uris = 0;
        for (GeneralName name : names.getNames()) {
            switch (name.getTagNo()) {
                case GeneralName.uniformResourceIdentifier -> uris++;
                case GeneralName.dNSName, GeneralName.iPAddress -> {
                    // Who may have them is decided elsewhere.
                }
                default -> throw new IssuanceRefused(RequestRule.REQUESTED_NAME, "a name of kind " + name.getTagNo());
            }
        }
        refuseIf(uris > 1, RequestRule.REQUESTED_NAME, "one certificate is one identity, not " + uris);
    }

    private static void refuseIf(boolean refused, RequestRule rule, String why) {
        if (refused) {
            throw new IssuanceRefused(rule, why);
        }
    }
}
