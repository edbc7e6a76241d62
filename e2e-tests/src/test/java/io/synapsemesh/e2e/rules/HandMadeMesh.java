package io.synapsemesh.e2e.rules;

import io.grpc.Metadata;
import io.grpc.Server;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.AckListener;
import io.synapsemesh.xds.serve.AdsServer;
import io.synapsemesh.xds.serve.Authentication;
import io.synapsemesh.xds.serve.Counters;
import io.synapsemesh.xds.serve.InMemoryAckedStore;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.ProxyState;
import io.synapsemesh.xds.serve.SecretListener;
import io.synapsemesh.xds.serve.SystemTimers;
import io.synapsemesh.xds.serve.XdsPort;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The real xDS port with one real Envoy, and a view made by hand: to serve what the product would never render.
final class HandMadeMesh implements AutoCloseable {
    static final DocumentRef PROXY = new DocumentRef("MeshProxy", "mesh", "gateway");

    private static final String TOKEN = "one-token";
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final List<Event.Nacked> nacks = new CopyOnWriteArrayList<>();
    private final SystemTimers timers = new SystemTimers();
    private final AdsServer ads;
    private final Server server;
    private final Path home;
    private EnvoyProcess envoy;

    /// @param test names the folder
    /// @param first what Envoy starts with
    HandMadeMesh(String test, Resource... first) {
        home = Path.of(System.getProperty("synapsemesh.root"), "e2e-tests/target/mesh", test)
                .toAbsolutePath();
        SpiffeId self = SpiffeId.ofControlPlane(TrustDomain.DEMO);
        var authority = new HostileAuthority("demo.invalid");
        ads = new AdsServer(new AdsServer.Wiring(
                self.uri(),
                presented -> {
                    String shown = presented
                            .metadata()
                            .get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
                    return ("Bearer " + TOKEN).equals(shown)
                            ? new Authentication.Authenticated(
                                    SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway"),
                                    PROXY,
                                    Instant.now().plus(Duration.ofHours(1)),
                                    "1")
                            : new Authentication.Refused("not the token");
                },
                new InMemoryAckedStore(),
                new AckListener() {
                    @Override
                    public void acked(Event.Acked event) {}

                    @Override
                    public void nacked(Event.Nacked event) {
                        nacks.add(event);
                    }
                },
                SecretListener.none(),
                AccessLogListener.none(),
                _ -> {},
                Counters.none(),
                timers,
                Limits.standard()));
        publish(first);
        var door = authority.server(self.uri(), "localhost");
        try {
            server = XdsPort.server(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            XdsPort.tls(Certificates.keys(door), Certificates.anyone()),
                            ads.services(),
                            Limits.standard(),
                            XdsPort.Connections.standard())
                    .start();
            var files = BootstrapRenderer.render(new BootstrapInput(
                    "mesh/gateway",
                    new HostPort("127.0.0.1", server.getPort()),
                    new HostPort("127.0.0.1", BootstrapInput.AUTHORIZER_PORT),
                    self,
                    home.resolve("ca.pem"),
                    home.resolve("node.token"),
                    home.resolve("secrets"),
                    new BootstrapInput.AdminAddress.Loopback(0)));
            Files.createDirectories(home.resolve("secrets"));
            Files.writeString(home.resolve("ca.pem"), authority.rootPem());
            Files.writeString(home.resolve("node.token"), TOKEN);
            for (var secret : files.secrets().entrySet()) {
                Files.writeString(home.resolve("secrets").resolve(secret.getKey()), secret.getValue());
            }
            envoy = start(files.bootstrap());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EnvoyProcess envoy() {
        return envoy;
    }

    /// Everything refused so far, as it goes to the event log.
    List<Event.Nacked> nacks() {
        return nacks;
    }

    /// From now on the view is exactly this.
    void publish(Resource... resources) {
        ads.publish(ads.snapshot().next().set(PROXY, List.of(resources)).build());
    }

    ProxyState.OfType state(TypeUrl type) {
        return ads.proxies().getFirst().types().stream()
                .filter(state -> state.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /// Envoy forgets everything and comes back.
    void restartEnvoy() throws IOException {
        envoy.close();
        envoy = start(Files.readString(home.resolve("envoy.yaml")));
    }

    @Override
    public void close() {
        envoy.close();
        server.shutdownNow();
        timers.close();
    }

    private EnvoyProcess start(String bootstrap) {
        var started = EnvoyProcess.start(
                EnvoyBinary.find(),
                EnvoyLaunch.of("mesh-gateway", home, bootstrap).with("--drain-time-s", "2", "--log-level", "warning"));
        try {
            started.awaitReady(READY_WITHIN);
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }
}
