package io.synapsemesh.certs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// The names inside a PKCS#10 request. Most issuers are told the names beside it and ignore those within; cert-manager
/// and ACME read nothing else, so before such an issuer sees a request its names are compared with the ones wanted: a
/// proxy that made the request itself must not choose who it is.
public final class RequestedNames {
    private RequestedNames() {}

    /// What a request of ours carries: an empty subject and, as its one extension, exactly the alternative names.
    static Extensions extensions(LeafRequest request) {
        try {
            var generator = new ExtensionsGenerator();
            // Critical, as RFC 5280 section 4.2.1.6 wants with an empty subject; issuers copy it.
            generator.addExtension(
                    Extension.subjectAlternativeName,
                    true,
                    new GeneralNames(names(request).toArray(GeneralName[]::new)));
            return generator.generate();
        } catch (IOException e) {
            throw new IllegalStateException("names can always be encoded", e);
        }
    }

    /// @throws IssuanceRefused unless `csr` asks for exactly the names of `request` and for nothing else
    public static void requireExact(LeafRequest request, SigningRequest csr) {
        List<GeneralName> asked;
        try {
            asked = asked(new PKCS10CertificationRequest(csr.der()));
        } catch (IOException | RuntimeException e) {
            throw new IssuanceRefused("the signing request's names cannot be read: " + e.getMessage(), e);
        }
        var wanted = names(request);
        if (asked.size() != wanted.size() || !Set.copyOf(asked).equals(Set.copyOf(wanted))) {
            throw new IssuanceRefused("the signing request does not ask for exactly the names of "
                    + request.name().text() + ", and this issuer would sign what it asks for");
        }
    }

    private static List<GeneralName> asked(PKCS10CertificationRequest request) {
        if (request.getSubject().getRDNs().length != 0) {
            throw new IllegalArgumentException("it has a subject");
        }
        var attributes = request.getAttributes();
        if (attributes.length == 0) {
            return List.of();
        }
        var found = request.getRequestedExtensions();
        if (attributes.length != 1
                || !attributes[0].getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)
                || found == null
                || !Arrays.equals(found.getExtensionOIDs(), new Object[] {Extension.subjectAlternativeName})) {
            throw new IllegalArgumentException("it asks for something besides names");
        }
        return List.of(GeneralNames.fromExtensions(found, Extension.subjectAlternativeName)
                .getNames());
    }

    private static List<GeneralName> names(LeafRequest request) {
        var names = new ArrayList<GeneralName>();
        if (request.name() instanceof LeafName.Svid svid) {
            names.add(new GeneralName(
                    GeneralName.uniformResourceIdentifier, svid.identity().uri()));
        }
        request.dnsNames().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        return names;
    }
}
