package io.synapsemesh.controlplane.audit;

import com.google.common.net.HostAndPort;
import java.util.Optional;

/// `10.1.2.3:40112`, `[::1]:443`, or an address alone.
record PeerAddress(String ip, Optional<Integer> port) {
    static PeerAddress read(String text) {
        try {
            HostAndPort both = HostAndPort.fromString(text);
            return new PeerAddress(both.getHost(), both.hasPort() ? Optional.of(both.getPort()) : Optional.empty());
        } catch (IllegalArgumentException e) {
            return new PeerAddress(text, Optional.empty());
        }
    }
}
