package io.synapsemesh.xds.render;

import com.google.common.net.HostAndPort;
import java.util.Comparator;

/// Where something listens.
///
/// @param host an IP address, or a name where names are resolved
public record HostPort(String host, int port) implements Comparable<HostPort> {
    private static final Comparator<HostPort> ORDER =
            Comparator.comparing(HostPort::host).thenComparingInt(HostPort::port);

    public HostPort {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not an address and port: " + host + " " + port);
        }
    }

    /// @throws IllegalArgumentException if `text` is not `HOST:PORT` (an IPv6 address in brackets)
    public static HostPort parse(String text) {
        HostAndPort parsed = HostAndPort.fromString(text);
        if (!parsed.hasPort()) {
            throw new IllegalArgumentException("HOST:PORT expected: " + text);
        }
        return new HostPort(parsed.getHost(), parsed.getPort());
    }

    @Override
    public int compareTo(HostPort other) {
        return ORDER.compare(this, other);
    }
}
