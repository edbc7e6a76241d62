package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.SnapshotBuilder;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// A server with two proxies and clients on real in-process gRPC streams.
final class Mesh implements AutoCloseable {
    static final String GATEWAY_TOKEN = "token-gw1";
    static final String SIDECAR_TOKEN = "token-sidecar";
    static final String OPERATOR_TOKEN = "token-operator";

    final ManualTimers timers = new ManualTimers();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final Map<String, Long> counts = new ConcurrentHashMap<>();
    final Map<String, Authentication> credentials = new ConcurrentHashMap<>();
    final List<String> accessLog = new CopyOnWriteArrayList<>();
    /// `given 1 bundle`: what was heard, the stream, the secret.
    final List<String> secrets = new CopyOnWriteArrayList<>();
    final AtomicInteger checked = new AtomicInteger();
    volatile boolean eventsBroken;
    volatile boolean secretsBroken;
    final AdsServer ads;
    final AckedStore acked;
    private final Server server;
    private final ManagedChannel channel;

    Mesh() {
        this(limits(Limits.standard()), new InMemoryAckedStore());
    }

    Mesh(Limits limits, AckedStore acked) {
        this.acked = acked;
        credentials.put(GATEWAY_TOKEN, proxy("spiffe://demo.invalid/ns/mesh/sa/gw1", GATEWAY));
        credentials.put(SIDECAR_TOKEN, proxy("spiffe://demo.invalid/ns/etl/sa/sidecar", SIDECAR));
        credentials.put("spiffe://demo.invalid/ns/mesh/sa/gw1", proxy("spiffe://demo.invalid/ns/mesh/sa/gw1", GATEWAY));
        credentials.put(
                "spiffe://demo.invalid/ns/etl/sa/sidecar", proxy("spiffe://demo.invalid/ns/etl/sa/sidecar", SIDECAR));
        credentials.put(OPERATOR_TOKEN, new Authentication.Operator("ann"));
        ads = new AdsServer(new AdsServer.Wiring(
                "test-control-plane",
                this::authenticate,
                acked,
                new AckListener() {
                    @Override
                    public void acked(Event.Acked event) {
                        events.add(event);
                    }

                    @Override
                    public void nacked(Event.Nacked event) {
                        events.add(event);
                    }
                },
                new Secrets(),
                new AccessLogs(),
                this::keep,
                (metric, label, amount) -> counts.merge(metric + "{" + label + "}", amount, Long::sum),
                timers,
                limits));
        String name = "mesh-" + UUID.randomUUID();
        try {
            var builder = InProcessServerBuilder.forName(name).directExecutor();
            ads.services().forEach(builder::addService);
            server = builder.build().start();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        channel = InProcessChannelBuilder.forName(name).build();
    }

    /// Room for the fences of the client: each is a type of its own.
    private static Limits limits(Limits standard) {
        return new Limits(
                standard.streams(),
                standard.streamsPerProxy(),
                100_000,
                standard.namesPerStream(),
                standard.authenticationsPending(),
                standard.inboundBytes(),
                standard.accessLogEntries(),
                standard.statusConfigs(),
                standard.statusBytes(),
                standard.removalWait(),
                standard.routesHold());
    }

    ManagedChannel channel() {
        return channel;
    }

    /// A gateway's client.
    XdsClient connect(Transport transport) {
        return XdsClient.connect(transport, channel, GATEWAY_TOKEN, "mesh/gw1");
    }

    XdsClient connectSidecar(Transport transport) {
        return XdsClient.connect(transport, channel, SIDECAR_TOKEN, "etl/sidecar");
    }

    /// Publishes the gateway's view as exactly these resources.
    Mesh publish(Resource... resources) {
        return publish(next -> next.set(GATEWAY, List.of(resources)));
    }

    Mesh publish(Consumer<SnapshotBuilder> change) {
        SnapshotBuilder next = ads.snapshot().next();
        change.accept(next);
        ads.publish(next.build());
        return this;
    }

    SortedMap<String, String> view(TypeUrl type) {
        SortedMap<String, String> versions = new TreeMap<>();
        var view = java.util.Objects.requireNonNull(ads.snapshot().view(GATEWAY));
        view.type(type).resources().forEach(resource -> versions.put(resource.name(), resource.versionText()));
        return versions;
    }

    long count(String metric, String label) {
        return counts.getOrDefault(metric + "{" + label + "}", 0L);
    }

    <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Snapshot snapshot() {
        return ads.snapshot();
    }

    Authentication.Authenticated proxy(String identity, DocumentRef proxy) {
        return new Authentication.Authenticated(
                SpiffeId.parse(identity), proxy, timers.now().plus(Duration.ofHours(24)), "credential-" + proxy.name());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private void keep(Event event) {
        if (eventsBroken) {
            throw new java.io.UncheckedIOException(new java.io.IOException("disk full"));
        }
        events.add(event);
    }

    private Authentication authenticate(StreamAuthenticator.Presented presented) {
        checked.incrementAndGet();
        String header = presented.metadata().get(XdsClient.AUTHORIZATION);
        String shown = header == null || header.equals("Bearer ")
                ? presented.tls().flatMap(Mesh::uriOfPeer).orElse("")
                : header.substring("Bearer ".length());
        return credentials.getOrDefault(shown, new Authentication.Refused("no known credential"));
    }

    private static Optional<String> uriOfPeer(SSLSession session) {
        try {
            var certificate = (X509Certificate) session.getPeerCertificates()[0];
            return certificate.getSubjectAlternativeNames().stream()
                    .filter(name -> Integer.valueOf(6).equals(name.getFirst()))
                    .map(name -> String.valueOf(name.get(1)))
                    .findFirst();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        } catch (CertificateParsingException e) {
            throw new AssertionError(e);
        }
    }

    private final class Secrets implements SecretListener {
        @Override
        public void given(StreamId stream, List<Resource> given) {
            if (secretsBroken) {
                throw new java.io.UncheckedIOException(new java.io.IOException("disk full"));
            }
            given.forEach(secret -> note("given", stream, secret.name()));
        }

        @Override
        public void taken(StreamId stream, List<Resource> taken) {
            taken.forEach(secret -> note("taken", stream, secret.name()));
        }

        @Override
        public void released(StreamId stream, java.util.Collection<String> names) {
            names.forEach(name -> note("released", stream, name));
        }

        @Override
        public void closed(StreamId stream) {
            note("closed", stream, "");
        }

        private void note(String word, StreamId stream, String name) {
            secrets.add((word + " " + stream.number() + " " + name).strip());
        }
    }

    private final class AccessLogs implements AccessLogListener {
        @Override
        public void http(
                Authentication.Authenticated from,
                String logName,
                io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry entry) {
            accessLog.add("http " + from.proxy().qualifiedName() + " " + logName + " "
                    + entry.getRequest().getPath());
        }

        @Override
        public void tcp(
                Authentication.Authenticated from,
                String logName,
                io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry entry) {
            accessLog.add("tcp " + from.proxy().qualifiedName() + " " + logName + " "
                    + entry.getConnectionProperties().getReceivedBytes());
        }
    }
}
