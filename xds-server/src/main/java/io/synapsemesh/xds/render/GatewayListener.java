package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A gateway's listener: one chain for each endpoint, chosen by SNI, and no default: an unknown host gets no
/// handshake.
final class GatewayListener {
    /// Of a gateway whose document names no port (contracts.md, "Wire names").
    static final int PORT = 15_443;

    private static final int CONNECTION_BUFFER_BYTES = 1 << 20;
    private static final int INSPECTOR_SECONDS_MAX = 10;

    private GatewayListener() {}

    static Rendered render(
            Proxy gateway,
            int shard,
            Collection<Workspace> workspaces,
            DrainEpochs epochs,
            ConnectionAge age,
            String logFile) {
        String name = Names.gatewayListener(shard);
        int port = gateway.listen().port().orElse(PORT) + shard;
        var listener = Listener.newBuilder()
                .setName(name)
                .setAddress(Endpoints.socket(new HostPort(gateway.listen().address(), port)))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(CONNECTION_BUFFER_BYTES))
                .setListenerFiltersTimeout(Seconds.of(INSPECTOR_SECONDS_MAX))
                .addListenerFilters(tlsInspector())
                .setMetadata(OriginMetadata.of(gateway.origin()));
        List<Workspace> sorted =
                workspaces.stream().sorted(Comparator.comparing(Workspace::ref)).toList();
        for (Workspace workspace : sorted) {
            for (EndpointAddress address : workspace.endpoints().values()) {
                int epoch = epochs.of(workspace.ref(), address.endpoint());
                listener.addFilterChains(GatewayChain.render(workspace, address, epoch, age, logFile));
            }
        }
        return Rendered.of(name, listener.build(), gateway.origin());
    }

    private static ListenerFilter tlsInspector() {
        return ListenerFilter.newBuilder()
                .setName("envoy.filters.listener.tls_inspector")
                .setTypedConfig(Deterministic.pack(TlsInspector.getDefaultInstance()))
                .build();
    }
}
