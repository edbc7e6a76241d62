package io.synapsemesh.e2e.parity;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.e2e.harness.AuthorizerFake;
import io.synapsemesh.e2e.harness.DoorIdentity;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import io.synapsemesh.simulator.oidc.OidcIssuerFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The whole chain, once for all tests: documents on disk → control plane → ADS → Envoy as the workspace gateway, in
/// front of an upstream that says yes to everything. Nothing of it is a stand-in but Synapse and the identity
/// providers.
final class ParityMesh implements AutoCloseable {
    private static final String GATEWAY = "mesh/gateway";
    private static final String GATEWAY_OF_MAPPER = "mesh/gateway-of-mapper";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final UpstreamPolicy LOOPBACK = new UpstreamPolicy() {
        @Override
        public Optional<String> refusal(InetAddress address, List<Cidr> allowed) {
            return address.isLoopbackAddress() ? Optional.empty() : Optional.of("is not this machine");
        }

        @Override
        public Optional<String> refusal(int port) {
            return Optional.empty();
        }
    };

    private final List<Runnable> closing;
    private final List<World> worlds;
    private final Askers askers;
    private final Upstream upstream;
    private final ControlPlane controlPlane;
    private final AuthorizerFake mapper;
    private final EnvoyProcess envoy;
    private final WorkloadTls tls;
    private final WorkloadTls tlsOfMapper;

    private ParityMesh(Path folder, long seed, int worldCount, List<Runnable> closing) throws IOException {
        this.closing = closing;
        this.worlds = IntStream.range(0, worldCount)
                .mapToObj(i -> new World("world%02d".formatted(i), seed + i, i % 4 == 3, i % 5 == 2 && i % 4 != 3))
                .toList();
        var ca = SimulatorCa.create(Clock.systemUTC());
        var issuers = keep(OidcIssuerFake.start(ca, Clock.systemUTC()), OidcIssuerFake::close);
        this.askers = new Askers(issuers);
        this.upstream = keep(new Upstream(ca, worlds), Upstream::close);
        int port = freePort();
        int otherPort = freePort();
        var config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("mesh.yaml"), MeshDocuments.of(worlds, askers, port, otherPort));
        for (World world : worlds) {
            Files.writeString(
                    config.resolve(world.name() + ".yaml"),
                    WorldDocuments.of(world, MeshDocuments.workspace(world, upstream, ca.pem())));
        }
        this.controlPlane = keep(ControlPlane.start(settings(config, folder.resolve("data"))), ControlPlane::close);
        var door = DoorIdentity.of(controlPlane.dataDir());
        this.mapper = keep(new AuthorizerFake(door.chainPem(), door.keyPem()), AuthorizerFake::close);
        answerAsCore();
        this.envoy = keep(startEnvoy(folder, GATEWAY, mapper.port()), EnvoyProcess::close);
        var other = keep(startEnvoy(folder, GATEWAY_OF_MAPPER, controlPlane.authzPort()), EnvoyProcess::close);
        envoy.awaitReady(READY_WITHIN);
        other.awaitReady(READY_WITHIN);
        this.tls = new WorkloadTls(folder.resolve("data"), here(port));
        this.tlsOfMapper = new WorkloadTls(folder.resolve("data"), here(otherPort));
    }

    /// @param seed of the first world; each has one more
    static ParityMesh start(Path folder, long seed, int worlds) throws IOException {
        var started = new ArrayList<Runnable>();
        try {
            return new ParityMesh(folder, seed, worlds, started);
        } catch (IOException | RuntimeException e) {
            close(started);
            throw e;
        }
    }

    List<World> worlds() {
        return worlds;
    }

    Askers askers() {
        return askers;
    }

    Upstream upstream() {
        return upstream;
    }

    /// The identity-mapper's port.
    AuthorizerFake mapper() {
        return mapper;
    }

    /// What the mapper does unless a test has another do it.
    void answerAsCore() {
        var core = new ParityAuthorizer(worlds, askers.verified(), controlPlane::published);
        mapper.answer(core::answer);
    }

    EnvoyProcess envoy() {
        return envoy;
    }

    WorkloadTls tls() {
        return tls;
    }

    /// To the gateway that asks the control plane's own identity-mapper.
    WorkloadTls tlsOfMapper() {
        return tlsOfMapper;
    }

    Published published() {
        return controlPlane.published();
    }

    PolicyIr policy(World world) {
        var policy = published().policies().get(world.ref());
        if (policy == null) {
            throw new IllegalStateException(
                    world + " was not compiled: " + published().diagnostics());
        }
        return policy;
    }

    private static Settings settings(Path config, Path data) {
        var any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return new Settings(
                config,
                data,
                any,
                any,
                any,
                new TreeSet<>(),
                new TreeSet<>(List.of("localhost")),
                "synapsemesh",
                "record.jsonl",
                Removals.HOLD,
                Settings.DemoTrust.ALLOWED,
                LOOPBACK,
                AddressPolicy.PUBLIC,
                TlsTrust.system(),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private EnvoyProcess startEnvoy(Path folder, String proxy, int authorizer) throws IOException {
        var home = Files.createDirectories(folder.resolve(proxy));
        var secrets = Files.createDirectories(home.resolve("secrets"));
        var token = home.resolve("node.token");

        var files = BootstrapRenderer.render(new BootstrapInput(
                proxy,
                new HostPort("127.0.0.1", controlPlane.xdsPort()),
                new HostPort("127.0.0.1", authorizer),
                SpiffeId.ofControlPlane(TrustDomain.DEMO),
                controlPlane.dataDir().resolve(ControlPlane.BOOTSTRAP_CA),
                token,
                secrets,
                new BootstrapInput.AdminAddress.Loopback(0)));
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                token,
                controlPlane
                        .tokens()
                        .create(proxy, identity(proxy), Duration.ofHours(1), List.of())
                        .text()
                        .open());
        for (var secret : files.secrets().entrySet()) {
            Files.writeString(secrets.resolve(secret.getKey()), secret.getValue());
        }
        return EnvoyProcess.start(
                EnvoyBinary.find(),
                EnvoyLaunch.of(proxy.replace('/', '-'), home, files.bootstrap()).with("--log-level", "warning"));
    }

    private SpiffeId identity(String proxy) {
        String[] name = proxy.split("/", 2);
        var known = published().proxies().get(new DocumentRef("MeshProxy", name[0], name[1]));
        if (known == null) {
            throw new IllegalStateException("no " + proxy + ": " + published().diagnostics());
        }
        return known.identity();
    }

    /// The gateway's port stands in its document, so it has to be chosen before.
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private <T> T keep(T part, Consumer<T> close) {
        closing.add(() -> close.accept(part));
        return part;
    }

    @Override
    public void close() {
        close(closing);
    }

    private static void close(List<Runnable> parts) {
        parts.reversed().forEach(Runnable::run);
    }

    /// Whether the document switched this endpoint off.
    static boolean isOff(World world, Endpoint endpoint) {
        return endpoint == Endpoint.SQL_ON_DEMAND && world.seed() % 5 == 0;
    }
}
