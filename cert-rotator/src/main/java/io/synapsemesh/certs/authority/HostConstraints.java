package io.synapsemesh.certs.authority;

import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/// Name constraints (RFC 5280 section 4.2.1.10): one DNS subtree is permitted, every IP address excluded. Without the
/// second half a constraint on DNS names would leave addresses free.
final class HostConstraints {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private HostConstraints() {}

    static NameConstraints permitting(String host) {
        return new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, host))},
                new GeneralSubtree[] {everyAddress(IPV4), everyAddress(IPV6)});
    }

    /// An address and a mask of zeros: matches all.
    private static GeneralSubtree everyAddress(int bytes) {
        return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[2 * bytes])));
    }
}
