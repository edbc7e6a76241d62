package io.synapsemesh.core.net;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;

/// A range of IP addresses, such as `10.0.0.0/8`. The host bits are zero: `10.0.0.1/8` is refused, for a reader cannot
/// tell
/// which part was meant.
public record Cidr(InetAddress network, int prefixLength) {
    public Cidr {
        int bits = network.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "a prefix of " + network.getHostAddress() + " has 0 to " + bits + " bits");
        }
        if (!sharesPrefix(network.getAddress(), masked(network.getAddress(), prefixLength), bits)) {
            throw new IllegalArgumentException("host bits are set in " + network.getHostAddress() + "/" + prefixLength);
        }
    }

    /// @throws IllegalArgumentException if `text` is not an address, a slash and a prefix length
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}") || text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("not a CIDR (address/bits, no zone): " + text);
        }
        InetAddress network = InetAddresses.forString(text.substring(0, slash));
        // A mapped address (::ffff:10.0.0.0) is read as IPv4, and its prefix would count from another end.
        if (network instanceof Inet4Address && text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv4 range is written as such: " + text);
        }
        return new Cidr(network, Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        return mine.length == theirs.length && sharesPrefix(mine, theirs, prefixLength);
    }

    @Override
    public String toString() {
        return InetAddresses.toAddrString(network) + "/" + prefixLength;
    }

    private static byte[] masked(byte[] address, int prefixLength) {
        byte[] masked = address.clone();
        for (int bit = prefixLength; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return masked;
    }

    private static boolean sharesPrefix(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
