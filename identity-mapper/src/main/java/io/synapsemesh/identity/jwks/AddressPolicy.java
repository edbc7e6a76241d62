package io.synapsemesh.identity.jwks;

import io.synapsemesh.core.net.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Which addresses a URL from a document may lead to. Public ones may be dialled; private and loopback ones only where
/// the operator allows the range; link-local, multicast and the metadata services of clouds never.
///
/// IPv6 forms that carry an IPv4 address inside (NAT64, 6to4) are judged by that address.
public record AddressPolicy(List<Cidr> allowed) {
    /// Public addresses only.
    public static final AddressPolicy PUBLIC = new AddressPolicy(List.of());

    /// No allowance reaches these: instance metadata (169.254.169.254, fd00:ec2::254), Azure's wire server, and what
    /// is not one host.
    private static final List<Cidr> NEVER = ranges(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "168.63.129.16/32",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::254/128",
            "::/128",
            "100.100.100.200/32");

    /// Special purpose (RFC 6890 and successors).
    private static final List<Cidr> SPECIAL = ranges(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "::/96",
            "fc00::/7",
            "fec0::/10",
            "2001::/23",
            "2001:db8::/32",
            "100::/64",
            "5f00::/16");

    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr NAT64_LOCAL = Cidr.parse("64:ff9b:1::/48");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    public AddressPolicy {
        allowed = List.copyOf(allowed);
    }

    public boolean allows(InetAddress address) {
        if (NEVER.stream().anyMatch(range -> range.contains(address))) {
            return false;
        }
        if (!(address instanceof Inet4Address)) {
            if (NAT64_LOCAL.contains(address)) {
                return false;
            }
            if (NAT64.contains(address)) {
                return allows(embedded(address, 12));
            }
            if (SIX_TO_FOUR.contains(address)) {
                return allows(embedded(address, 2));
            }
        }
        return SPECIAL.stream().noneMatch(range -> range.contains(address))
                || allowed.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress embedded(InetAddress address, int offset) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), offset, offset + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static List<Cidr> ranges(String... texts) {
        return Arrays.stream(texts).map(Cidr::parse).toList();
    }
}
