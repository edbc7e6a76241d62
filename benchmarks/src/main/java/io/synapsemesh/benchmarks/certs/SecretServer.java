package io.synapsemesh.benchmarks.certs;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.audit.JsonFileSink;
import io.synapsemesh.controlplane.audit.OcsfLine;
import io.synapsemesh.controlplane.gate.GateLedger;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The main class of the measured server: gateways that all hold one workspace's leaf and the bundle. Commands: `leaf`
/// issues a new leaf, `root` adds a root to the bundle; both answer the nanoseconds to each acknowledgement.
///
/// As `EVIDENT` it writes down who is given which secret, as a control plane does; as `BARE` it only serves.
public final class SecretServer {
    private static final Metadata.Key<String> NODE = Metadata.Key.of("x-bench-node", Metadata.ASCII_STRING_MARSHALLER);
    private static final int INBOUND_BYTES_MAX = 32 << 20;

    private final int proxies;
    private final SecretWorld world;
    private final Arrivals arrivals = new Arrivals();
    private final Optional<GateLedger> ledger;
    private final AdsServer ads;

    /// What is kept of what is served.
    public enum Kind {
        EVIDENT,
        BARE
    }

    private SecretServer(Kind kind, int proxies, Path folder) {
        this.proxies = proxies;
        this.world = new SecretWorld(folder);
        var data = DataDirectory.open(folder.resolve("data"));
        ledger = kind == Kind.BARE
                ? Optional.empty()
                : Optional.of(
                        GateLedger.open(data.folder(DataDirectory.Part.GATE), SecretWorld.DOMAIN, Clock.systemUTC()));
        EventSink sink = kind == Kind.BARE
                ? _ -> {}
                : JsonFileSink.open(
                        data.folder(DataDirectory.Part.AUDIT).path(),
                        new OcsfLine("bench"),
                        JsonFileSink.Bounds.STANDARD,
                        (_, _) -> {});
        ads = new AdsServer(new AdsServer.Wiring(
                "bench",
                SecretServer::authenticate,
                new InMemoryAckedStore(),
                new Reading(arrivals),
                ledger.<SecretListener>map(l -> l).orElse(SecretListener.none()),
                AccessLogListener.none(),
                sink,
                Counters.none(),
                new SystemTimers(),
                Limits.standard()));
    }

    /// @param arguments kind, proxies, an empty folder
    public static void main(String[] arguments) throws IOException {
        var server =
                new SecretServer(Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        server.begin();
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .maxInboundMessageSize(INBOUND_BYTES_MAX);
        server.ads.services().forEach(builder::addService);
        var port = builder.build().start().getPort();
        Answers.serve(Integer.toString(port), words -> switch (words[0]) {
            case "leaf" -> server.leaf();
            case "root" -> server.root();
            default -> throw new IllegalArgumentException("no such command");
        });
    }

    private void begin() {
        var declared = new TreeMap<DocumentRef, Proxy>();
        var leaf = world.leaf();
        var bundle = SecretWorld.rendered(world.bundle());
        var next = Snapshot.empty().next();
        for (int i = 0; i < proxies; i++) {
            var ref = proxy("mesh/gateway-" + i);
            declared.put(ref, declared(ref));
            next.set(ref, List.of(leaf, bundle));
        }
        ledger.ifPresent(l -> l.declared(declared));
        ads.publish(next.build());
    }

    private String leaf() throws InterruptedException {
        return text(arrivals.time(proxies, () -> publish(world.leaf())));
    }

    private String root() throws InterruptedException {
        TrustBundle bundle = world.nextBundle();
        long[] nanos = arrivals.time(proxies, () -> publish(SecretWorld.rendered(bundle)));
        ledger.ifPresent(l -> {
            var hash = Optional.of(bundle.contentHash());
            long open = l.members().stream().filter(m -> m.acked().equals(hash)).count();
            if (open != proxies) {
                throw new IllegalStateException("the gate has " + open + " acknowledgements of " + proxies);
            }
        });
        return text(nanos);
    }

    private void publish(Resource secret) {
        var next = ads.snapshot().next();
        for (DocumentRef proxy : ads.snapshot().proxies()) {
            next.put(proxy, secret);
        }
        ads.publish(next.build());
    }

    private static String text(long[] nanos) {
        return LongStream.of(nanos).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    private static DocumentRef proxy(String name) {
        String[] parts = name.split("/", 2);
        return new DocumentRef("MeshProxy", parts[0], parts[1]);
    }

    private static SpiffeId identity(DocumentRef proxy) {
        return SpiffeId.ofServiceAccount(SecretWorld.DOMAIN, proxy.namespace(), proxy.name());
    }

    private static Proxy declared(DocumentRef ref) {
        return new Proxy(
                Origin.of(ref, 1),
                Proxy.Role.GATEWAY,
                identity(ref),
                List.of(),
                new Proxy.Listen("127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private static Authentication authenticate(StreamAuthenticator.Presented presented) {
        var proxy = proxy(Objects.requireNonNull(presented.metadata().get(NODE)));
        return new Authentication.Authenticated(
                identity(proxy), proxy, Instant.now().plus(Duration.ofHours(24)), "bench");
    }

    private record Reading(Arrivals arrivals) implements AckListener {
        @Override
        public void acked(Event.Acked event) {
            arrivals.read();
        }

        @Override
        public void nacked(Event.Nacked event) {
            throw new IllegalStateException("the swarm never refuses: " + event);
        }
    }
}
