package io.synapsemesh.e2e.rules;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.demo.RunningEnvoy;
import io.synapsemesh.e2e.harness.EnvoyContainer;
import io.synapsemesh.e2e.harness.EnvoyImage;
import io.synapsemesh.e2e.harness.Ports;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.xds.render.BootstrapFiles;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A whole mesh: simulator, the real control plane in this process, one gateway and two sidecars, which act for
/// `etl/nightly` and `bi/dashboards`. One for each test class; its folder below `target` stays for a look afterwards.
public final class MeshUnderTest implements AutoCloseable {
    /// How long Envoy takes to end what must end; 30 s in production.
    static final Duration DRAIN = Duration.ofSeconds(2);

    private static final String GATEWAY = "mesh/gateway";
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final Path folder;
    private final Variation variation;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Simulator simulator;
    private final int gatewayPort;
    private final List<Sidecar> sidecars;
    private final Optional<ControlPlane> controlPlane;
    private final Optional<ControlPlaneProcess> process;
    private final Map<String, String> tokenIds = new java.util.TreeMap<>();
    private final List<RunningEnvoy> envoys = new ArrayList<>();

    /// What runs the Envoys.
    enum Runner {
        PROCESS,
        CONTAINER
    }

    /// What differs from the usual mesh.
    ///
    /// @param leafTtl `MeshTrust.leaf.ttl`
    /// @param accessLog the file of record of all three, below the mesh's folder; none where it is empty
    record Variation(String leafTtl, String accessLog, Plane plane) {
        static final Variation NONE = new Variation("24h", "", Plane.HERE);
    }

    /// Where the control plane runs.
    enum Plane {
        HERE,
        CHILD
    }

    private MeshUnderTest(Path folder, Variation variation, List<String> names) {
        this.folder = folder;
        this.variation = variation;
        List<String> workspaces = names.stream().sorted().toList();
        simulator = keep(Simulator.start(workspaces));
        gatewayPort = Ports.inARow(1 + 6 * workspaces.size());
        sidecars = List.of(
                new Sidecar("etl/nightly-sidecar", "etl/nightly", gatewayPort + 1, workspaces),
                new Sidecar(
                        "bi/dashboards-sidecar", "bi/dashboards", gatewayPort + 1 + 3 * workspaces.size(), workspaces));
        try {
            Files.createDirectories(config());
            for (var file :
                    Documents.of(simulator, workspaces, gatewayPort, sidecars).entrySet()) {
                Files.writeString(
                        config().resolve(file.getKey()),
                        file.getValue().replace("ttl: 24h", "ttl: " + variation.leafTtl()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean child = variation.plane() == Plane.CHILD;
        process = child ? Optional.of(keep(ControlPlaneProcess.start(folder, simulator.caPem()))) : Optional.empty();
        controlPlane = child ? Optional.empty() : Optional.of(keep(ControlPlane.start(settings())));
    }

    /// Returns when all three Envoys serve.
    ///
    /// @param test names the folder
    static MeshUnderTest start(Class<?> test, Runner runner, String... workspaces) {
        return start(test, runner, Variation.NONE, workspaces);
    }

    static MeshUnderTest start(Class<?> test, Runner runner, Variation variation, String... workspaces) {
        Path folder = Path.of(System.getProperty("synapsemesh.root"), "e2e-tests/target/mesh", test.getSimpleName())
                .toAbsolutePath();
        delete(folder);
        var mesh = new MeshUnderTest(folder, variation, List.of(workspaces));
        try {
            mesh.startEnvoy(runner, GATEWAY);
            mesh.sidecars.forEach(sidecar -> mesh.startEnvoy(runner, sidecar.proxy()));
            mesh.envoys.forEach(envoy -> envoy.awaitReady(READY_WITHIN));
            return mesh;
        } catch (RuntimeException e) {
            mesh.close();
            throw e;
        }
    }

    Simulator simulator() {
        return simulator;
    }

    ControlPlane controlPlane() {
        return controlPlane.orElseThrow();
    }

    /// The control plane that can be killed.
    ControlPlaneProcess process() {
        return process.orElseThrow();
    }

    private int xdsPort() {
        return process.map(ControlPlaneProcess::xdsPort)
                .orElseGet(() -> controlPlane().xdsPort());
    }

    private int authorizerPort() {
        return process.map(ControlPlaneProcess::authorizerPort)
                .orElseGet(() -> controlPlane().authzPort());
    }

    int gatewayPort() {
        return gatewayPort;
    }

    Sidecar nightly() {
        return sidecars.getFirst();
    }

    Sidecar dashboards() {
        return sidecars.getLast();
    }

    RunningEnvoy gateway() {
        return envoys.getFirst();
    }

    RunningEnvoy envoy(Sidecar sidecar) {
        return envoys.get(1 + sidecars.indexOf(sidecar));
    }

    Path config() {
        return folder.resolve("config");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path accessLog() {
        return folder.resolve(variation.accessLog());
    }

    Path home(String proxy) {
        return folder.resolve("envoy-" + proxy.replace('/', '-'));
    }

    Edit edit(String file) {
        return new Edit(config().resolve(file));
    }

    Admin admin() {
        return new Admin(
                process.map(ControlPlaneProcess::adminPort)
                        .orElseGet(() -> controlPlane().adminPort()),
                data());
    }

    /// The id of the token a proxy was started with.
    String tokenId(String proxy) {
        return java.util.Objects.requireNonNull(tokenIds.get(proxy));
    }

    /// A fresh token of a proxy, as `token create` makes it.
    NewToken token(String proxy) {
        if (process.isPresent()) {
            return NewToken.of(process.get().token(proxy, identityOf(proxy), TOKEN_LIFETIME));
        }
        String[] name = proxy.split("/", 2);
        var known = java.util.Objects.requireNonNull(
                controlPlane().published().proxies().get(new DocumentRef("MeshProxy", name[0], name[1])));
        return NewToken.of(controlPlane().tokens().create(proxy, known.identity(), TOKEN_LIFETIME, List.of()));
    }

    /// The certificate of a sidecar's identity, as whoever broke into that sidecar has it.
    Certificates.Held svid(Sidecar sidecar) throws InterruptedException {
        return svid(sidecar.proxy(), sidecar.identityPath());
    }

    /// @param path of an identity that the proxy holds, below the trust domain
    Certificates.Held svid(String proxy, String path) throws InterruptedException {
        try (var client = AdsClient.withToken(xdsPort(), doorCa(), token(proxy).text())) {
            return client.held(proxy, "spiffe://" + Documents.TRUST_DOMAIN + path)
                    .orElseThrow();
        }
    }

    /// A certificate that the public authority of Azure's endpoints would give.
    Certificates.Held simulatorIdentity(String host) {
        var credential = simulator.ca().issue(List.of(host));
        return new Certificates.Held(credential.chain(), credential.key());
    }

    /// The client-facing CA, as an application is given it.
    String clientCa() {
        return read(data().resolve(ControlPlane.CLIENT_CA));
    }

    String doorCa() {
        return read(data().resolve(ControlPlane.BOOTSTRAP_CA));
    }

    /// An Envoy for a proxy that is declared; it takes the place of one that was there.
    RunningEnvoy startEnvoy(Runner runner, String proxy) {
        Path home = home(proxy);
        // As Kubernetes mounts a secret: the file is a link through `..data`, which is swapped.
        Path tokens = home.resolve("token");
        NewToken token = token(proxy);
        tokenIds.put(proxy, token.id());
        BootstrapFiles files = BootstrapRenderer.render(new BootstrapInput(
                proxy,
                new HostPort("127.0.0.1", xdsPort()),
                new HostPort("127.0.0.1", authorizerPort()),
                SpiffeId.ofControlPlane(TrustDomain.DEMO),
                home.resolve(ControlPlane.BOOTSTRAP_CA),
                tokens.resolve("node.token"),
                home.resolve("secrets"),
                new BootstrapInput.AdminAddress.Loopback(0)));
        try {
            Files.createDirectories(home.resolve("secrets"));
            Files.writeString(home.resolve(ControlPlane.BOOTSTRAP_CA), doorCa());
            mountToken(tokens, token);
            for (var secret : files.secrets().entrySet()) {
                Files.writeString(home.resolve("secrets").resolve(secret.getKey()), secret.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var launch = EnvoyLaunch.of(proxy.replace('/', '-'), home, files.bootstrap())
                .with(
                        "--drain-time-s",
                        "" + DRAIN.toSeconds(),
                        "--log-level",
                        "warning",
                        "--file-flush-interval-msec",
                        "200");
        RunningEnvoy envoy = switch (runner) {
            case PROCESS -> EnvoyProcess.start(EnvoyBinary.find(), launch);
            case CONTAINER -> EnvoyContainer.start(EnvoyImage.of(EnvoyBinary.find()), launch);
        };
        keep(envoy);
        for (int i = 0; i < envoys.size(); i++) {
            if (envoys.get(i).launch().name().equals(launch.name())) {
                envoys.set(i, envoy);
                return envoy;
            }
        }
        envoys.add(envoy);
        return envoy;
    }

    /// Puts a token where Envoy reads it, the way a mounted secret changes: all at once, by a link.
    static void mountToken(Path tokens, NewToken token) throws IOException {
        Path version = Files.createDirectories(tokens.resolve("..v-" + token.id()));
        Path file = version.resolve("node.token");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token.text());
        Path aside = Files.createSymbolicLink(tokens.resolve("..aside"), version.getFileName());
        Files.move(aside, tokens.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        Path link = tokens.resolve("node.token");
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, Path.of("..data/node.token"));
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the mesh did not end", e);
            }
        }
    }

    <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private SpiffeId identityOf(String proxy) {
        String account = sidecars.stream()
                .filter(sidecar -> sidecar.proxy().equals(proxy))
                .map(Sidecar::serviceAccount)
                .findFirst()
                .orElse("mesh/gateway");
        String[] parts = account.split("/", 2);
        return SpiffeId.ofServiceAccount(TrustDomain.DEMO, parts[0], parts[1]);
    }

    private Settings settings() {
        return TestSettings.of(
                config(),
                data(),
                new TestSettings.Ports(0, 0),
                variation.accessLog().isEmpty() ? "/dev/null" : accessLog().toString(),
                simulator.ca().clientContext());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
