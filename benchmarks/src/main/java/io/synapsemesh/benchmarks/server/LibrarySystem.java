package io.synapsemesh.benchmarks.server;

import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// java-control-plane's server over its `SimpleCache`, with one group for all or one for each node, used as its own
/// documents do: a change makes the snapshot of a group anew out of its (shared) messages and sets it.
final class LibrarySystem implements ServedSystem {
    /// Which groups are set at a change.
    enum Groups {
        /// All: whoever sets snapshots does not know whom a change concerns.
        ALL,
        /// Those it concerns, which the library offers no help to know.
        CONCERNED
    }

    private final World world;
    private final Layout layout;
    private final Groups groups;
    private final SimpleCache<String> cache;
    private final V3DiscoveryServer server;
    private final int[] revisions;

    LibrarySystem(World world, Layout layout, Acks acks, Groups groups) {
        this.world = world;
        this.layout = layout;
        this.groups = groups;
        this.cache = new SimpleCache<>(node -> layout.views() == 1 ? layout.view(0) : node.getId());
        this.server = new V3DiscoveryServer(new Counting(acks), cache);
        this.revisions = new int[layout.views()];
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return List.of(server.getAggregatedDiscoveryServiceImpl().bindService());
    }

    @Override
    public void publish() {
        IntStream.range(0, layout.views()).forEach(this::set);
    }

    @Override
    public void publish(int workspace) {
        var concerned = layout.viewsOf(workspace);
        concerned.forEach(view -> revisions[view] = world.changes());
        switch (groups) {
            case ALL -> IntStream.range(0, layout.views()).forEach(this::set);
            case CONCERNED -> concerned.forEach(this::set);
        }
    }

    /// A view that did not change keeps its version: the kindest use.
    private void set(int view) {
        List<Cluster> clusters = new ArrayList<>();
        List<RouteConfiguration> routes = new ArrayList<>();
        for (int workspace : layout.workspaces(view)) {
            clusters.add(world.cluster(workspace));
            routes.add(world.routes(workspace));
        }
        cache.setSnapshot(
                layout.view(view),
                Snapshot.create(
                        clusters,
                        "clusters-" + revisions[view],
                        List.of(),
                        "none",
                        List.of(),
                        "none",
                        routes,
                        "routes",
                        List.of(),
                        "none"));
    }

    private record Counting(Acks acks) implements DiscoveryServerCallbacks {
        @Override
        public void onV3StreamRequest(long stream, DiscoveryRequest request) {}

        @Override
        public void onV3StreamDeltaRequest(long stream, DeltaDiscoveryRequest request) {
            if (!request.getResponseNonce().isEmpty()) {
                acks.read();
            }
        }
    }
}
