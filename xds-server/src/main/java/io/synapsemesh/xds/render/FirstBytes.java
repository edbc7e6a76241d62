package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.synapsemesh.xds.snapshot.Deterministic;

/// A listener that looks at a client's first bytes before the connection counts: `tls_inspector`, with a time limit.
///
/// On a gateway it reads the SNI that chooses the chain. On a sidecar's `sql` it only waits. TDS clients speak first,
/// in PRELOGIN or, with TDS 8, in a TLS ClientHello, and the inspector lets both pass unread. Without it `tcp_proxy`
/// would wait, and one that dials on the first bytes does not act on a FIN that comes before them: Envoy 1.40 keeps
/// and counts that connection until the idle timeout.
final class FirstBytes {
    /// A client has its first packet ready when it connects; a silent one is sent away after this.
    private static final int SECONDS_MAX = 10;

    private FirstBytes() {}

    static Listener.Builder awaitedBy(Listener.Builder listener) {
        return listener.setListenerFiltersTimeout(Seconds.of(SECONDS_MAX))
                .setContinueOnListenerFiltersTimeout(false)
                .addListenerFilters(ListenerFilter.newBuilder()
                        .setName("envoy.filters.listener.tls_inspector")
                        .setTypedConfig(Deterministic.pack(TlsInspector.getDefaultInstance())));
    }
}
