package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.HostName;
import io.synapsemesh.core.identity.SpiffeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/// The subject alternative names: exactly those of the profile, each once, no other kind. Envoy's matchers read all
/// URI SANs and its validator only the first, so a second one is an impersonation, not an oddity.
final class NameLint {
    private NameLint() {}

    static void check(X509CertificateHolder certificate, LeafProfile profile, List<Violation> found) {
        var extension = certificate.getExtension(Extension.subjectAlternativeName);
        if (extension == null) {
            found.add(new Violation(ProfileRule.SAN_MISSING, "no subject alternative name"));
            return;
        }
        boolean namelessSubject = certificate.getSubject().getRDNs().length == 0;
        if (namelessSubject && !extension.isCritical()) {
            found.add(new Violation(
                    ProfileRule.SAN_CRITICALITY, "with an empty subject the alternative names are critical"));
        }
        var uris = new ArrayList<String>();
        var hosts = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        try {
            for (GeneralName name :
                    GeneralNames.getInstance(extension.getParsedValue()).getNames()) {
                switch (name.getTagNo()) {
                    case GeneralName.uniformResourceIdentifier -> uris.add(text(name));
                    case GeneralName.dNSName -> hosts.add(text(name));
                    case GeneralName.iPAddress -> addresses.add(address(name));
                    default ->
                        found.add(
                                new Violation(ProfileRule.SAN_KIND, "an alternative name of kind " + name.getTagNo()));
                }
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            found.add(new Violation(ProfileRule.SAN_ENCODING, "not a list of names: " + e.getMessage()));
            return;
        }
        checkUri(uris, profile, found);
        checkHosts(hosts, profile, found);
        if (!new TreeSet<>(addresses).equals(profile.ipAddresses())
                || addresses.size() != profile.ipAddresses().size()) {
            found.add(new Violation(
                    ProfileRule.IP_SAN, "addresses " + addresses + " instead of " + profile.ipAddresses()));
        }
    }

    private static void checkUri(List<String> uris, LeafProfile profile, List<Violation> found) {
        int expected = profile.uri().isPresent() ? 1 : 0;
        if (uris.size() != expected) {
            found.add(new Violation(ProfileRule.URI_SAN_COUNT, uris.size() + " URI names instead of " + expected));
        }
        for (String uri : uris) {
            try {
                var id = SpiffeId.parse(uri);
                profile.uri().ifPresent(own -> checkIdentity(id, own, found));
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                found.add(SpiffeIdRule.brokenBy(uri)
                        .map(rule -> Violation.of(ProfileRule.URI_SAN_GRAMMAR, rule, message))
                        .orElseGet(() -> new Violation(ProfileRule.URI_SAN_GRAMMAR, message)));
            }
        }
    }

    private static void checkIdentity(SpiffeId id, SpiffeId own, List<Violation> found) {
        if (!id.trustDomain().equals(own.trustDomain())) {
            found.add(new Violation(ProfileRule.TRUST_DOMAIN, id.trustDomain() + " instead of " + own.trustDomain()));
        } else if (!id.equals(own)) {
            found.add(new Violation(ProfileRule.IDENTITY, id + " instead of " + own));
        }
    }

    private static void checkHosts(List<String> hosts, LeafProfile profile, List<Violation> found) {
        var seen = new TreeSet<String>();
        for (String host : hosts) {
            if (!HostName.isValid(host) || !profile.dnsNames().contains(host) || !seen.add(host)) {
                found.add(new Violation(ProfileRule.DNS_SAN_EXTRA, "the host name " + host + " is not declared"));
            }
        }
        for (String declared : profile.dnsNames()) {
            if (!hosts.contains(declared)) {
                found.add(new Violation(ProfileRule.DNS_SAN_MISSING, "the host name " + declared + " is missing"));
            }
        }
    }

    /// The raw bytes: an IA5String of ours is ASCII, and anything else must not be folded into it.
    private static String text(GeneralName name) {
        return new String(ASN1IA5String.getInstance(name.getName()).getOctets(), StandardCharsets.ISO_8859_1);
    }

    private static String address(GeneralName name) {
        byte[] raw = ASN1OctetString.getInstance(name.getName()).getOctets();
        try {
            return InetAddress.getByAddress(raw).getHostAddress();
        } catch (UnknownHostException e) {
            return "not an address: " + raw.length + " bytes";
        }
    }
}
