package io.synapsemesh.benchmarks.server;

import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.AckListener;
import io.synapsemesh.xds.serve.AdsServer;
import io.synapsemesh.xds.serve.Authentication;
import io.synapsemesh.xds.serve.Counters;
import io.synapsemesh.xds.serve.InMemoryAckedStore;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.SecretListener;
import io.synapsemesh.xds.serve.StreamAuthenticator;
import io.synapsemesh.xds.serve.SystemTimers;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Ours: [AdsServer] with what a running control plane wires to it, but for the disk and the token's signature.
final class MeshSystem implements ServedSystem {
    private static final Metadata.Key<String> NODE = Metadata.Key.of("x-bench-node", Metadata.ASCII_STRING_MARSHALLER);

    private final World world;
    private final Layout layout;
    private final AdsServer ads;

    MeshSystem(World world, Layout layout, Acks acks) {
        this.world = world;
        this.layout = layout;
        this.ads = new AdsServer(new AdsServer.Wiring(
                "bench",
                MeshSystem::authenticate,
                new InMemoryAckedStore(),
                new Counting(acks),
                SecretListener.none(),
                AccessLogListener.none(),
                _ -> {},
                Counters.none(),
                new SystemTimers(),
                Limits.standard()));
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return ads.services();
    }

    @Override
    public void publish() {
        var next = Snapshot.empty().next();
        for (int view = 0; view < layout.views(); view++) {
            List<Resource> resources = new ArrayList<>();
            for (int workspace : layout.workspaces(view)) {
                resources.add(cluster(workspace));
                resources.add(Resource.of(World.routeName(workspace), world.routes(workspace))
                        .from(origin(workspace)));
            }
            next.set(proxy(layout.view(view)), resources);
        }
        ads.publish(next.build());
    }

    @Override
    public void publish(int workspace) {
        var next = ads.snapshot().next();
        var cluster = cluster(workspace);
        for (int view : layout.viewsOf(workspace)) {
            next.put(proxy(layout.view(view)), cluster);
        }
        ads.publish(next.build());
    }

    private Resource cluster(int workspace) {
        var message = world.cluster(workspace);
        return Resource.of(message.getName(), message).from(origin(workspace));
    }

    private static Origin origin(int workspace) {
        return Origin.of(new DocumentRef("SynapseWorkspace", "analytics", "contoso-" + workspace), 1);
    }

    private static DocumentRef proxy(String view) {
        int slash = view.indexOf('/');
        return new DocumentRef("MeshProxy", view.substring(0, slash), view.substring(slash + 1));
    }

    private static Authentication authenticate(StreamAuthenticator.Presented presented) {
        var node = Objects.requireNonNull(presented.metadata().get(NODE));
        var proxy = proxy(node);
        return new Authentication.Authenticated(
                SpiffeId.parse("spiffe://corp.example/ns/" + proxy.namespace() + "/sa/" + proxy.name()),
                proxy,
                Instant.now().plus(Duration.ofHours(24)),
                "bench");
    }

    private record Counting(Acks acks) implements AckListener {
        @Override
        public void acked(Event.Acked event) {
            acks.read();
        }

        @Override
        public void nacked(Event.Nacked event) {
            throw new IllegalStateException("the swarm never refuses: " + event);
        }
    }
}
