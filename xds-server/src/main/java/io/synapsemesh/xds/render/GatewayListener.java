package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A gateway's listener: one chain for each endpoint, chosen by SNI, and no default: an unknown host gets no
/// handshake.
final class GatewayListener {
    /// Of a gateway whose document names no port (contracts.md, "Wire names").
    static final int PORT = 15_443;

    private static final int CONNECTION_BUFFER_BYTES = 1 << 20;

    private GatewayListener() {}

    static Rendered render(
            Proxy gateway, int shard, Collection<Workspace> workspaces, DrainEpochs epochs, String logFile) {
        String name = Names.gatewayListener(shard);
        int port = gateway.listen().port().orElse(PORT) + shard;
        var listener = FirstBytes.awaitedBy(Listener.newBuilder())
                .setName(name)
                .setAddress(Endpoints.socket(new HostPort(gateway.listen().address(), port)))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(CONNECTION_BUFFER_BYTES))
                .setMetadata(OriginMetadata.of(gateway.origin()));
        List<Workspace> sorted =
                workspaces.stream().sorted(Comparator.comparing(Workspace::ref)).toList();
        for (Workspace workspace : sorted) {
            for (EndpointAddress address : workspace.endpoints().values()) {
                int epoch = epochs.of(workspace.ref(), address.endpoint());
                listener.addFilterChains(GatewayChain.render(workspace, address, epoch, logFile));
            }
        }
        return Rendered.of(name, listener.build(), gateway.origin());
    }
}
