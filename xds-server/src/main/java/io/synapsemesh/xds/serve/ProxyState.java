package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One ADS stream of a proxy, or a proxy without one: an item of the API's `ProxyList`, but for the role, which
/// only the
/// document knows.
///
/// @param since when the stream opened
/// @param agent the proxy's own name and version, as it says
public record ProxyState(
        DocumentRef proxy,
        Optional<SpiffeId> identity,
        boolean connected,
        Optional<Instant> since,
        String agent,
        List<OfType> types) {
    public ProxyState {
        types = List.copyOf(types);
    }

    /// A proxy that has a view and no stream.
    static ProxyState absent(DocumentRef proxy) {
        return new ProxyState(proxy, Optional.empty(), false, Optional.empty(), "", List.of());
    }

    /// @param resources how many the stream should have
    /// @param version of the set the stream ACKed last, empty before its first ACK
    public record OfType(
            TypeUrl type,
            int resources,
            Sync state,
            String version,
            Optional<Instant> lastAck,
            Optional<Reject> reject) {}

    public enum Sync {
        /// Everything was sent and taken.
        SYNCED("Synced"),
        /// Subscribed, and nothing has been sent yet.
        NOT_SENT("NotSent"),
        /// Something was sent and is not ACKed, or waits to be sent.
        STALE("Stale"),
        /// At least one resource is refused.
        REJECTED("Rejected");

        private final String text;

        Sync(String text) {
            this.text = text;
        }

        /// As the API prints it.
        public String text() {
            return text;
        }
    }

    /// @param message the proxy's words, 1,024 characters at most
    public record Reject(String resource, Optional<Origin> document, String message) {}
}
