package io.synapsemesh.core.net;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// A range of IP addresses in CIDR form: `10.0.0.0/8`, `2001:db8::/32` (RFC 4632, RFC 4291).
///
/// Strict: the host bits are zero, the length is written, IPv4 has four parts; a range that was meant otherwise is an
/// error, never a guess. An IPv4 range does not hold IPv6 addresses, and the reverse.
public record AddressRange(InetAddress network, int prefix) {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public AddressRange {
        byte[] address = network.getAddress();
        if (prefix < 0 || prefix > address.length * 8) {
            throw new IllegalArgumentException("no prefix of " + network.getHostAddress() + ": " + prefix);
        }
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                throw new IllegalArgumentException(
                        "bits are set behind the prefix: " + network.getHostAddress() + "/" + prefix);
            }
        }
    }

    /// @throws IllegalArgumentException if `text` is not a range in CIDR form
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            throw new IllegalArgumentException("not an address range (address/length): " + text);
        }
        return new AddressRange(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /// An address literal; never a name, so nothing is looked up.
    ///
    /// @throws IllegalArgumentException if `text` is not one
    public static InetAddress address(String text) {
        boolean literal = IPV4.matcher(text).matches()
                || text.contains(":") && IPV6.matcher(text).matches();
        if (!literal) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return InetAddress.ofLiteral(text);
    }

    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (differs(own, other, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differs(byte[] own, byte[] other, int bit) {
        int mask = 1 << (7 - bit % 8);
        return (own[bit / 8] & mask) != (other[bit / 8] & mask);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
