package io.synapsemesh.xds.serve;

import io.grpc.Metadata;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// Checks the credential of every call to the port, ADS or not, before its service sees it.
///
/// Runs on a virtual thread and may block. An exception refuses the call. Safe for many threads.
@FunctionalInterface
public interface StreamAuthenticator {
    Authentication authenticate(Presented presented);

    /// What the caller showed. The address is for alarms and for a credential's own source ranges; it proves
    /// nothing.
    ///
    /// @param metadata the call's headers, with a bearer token perhaps
    /// @param tls the session, whose peer certificates were verified by the transport, if it is TLS
    record Presented(Metadata metadata, Optional<SSLSession> tls, Optional<SocketAddress> address) {
        @Override
        public String toString() {
            return "Presented[redacted]";
        }
    }
}
