package io.synapsemesh.demo;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.xds.render.BootstrapFiles;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Everything of the demo, running: the simulator, the control plane on a copy of the quickstart, a gateway and two
/// sidecars. It ends with the [Ending] it was started with.
final class DemoMesh {
    static final List<String> WORKSPACES = List.of("contoso", "fabrikam");
    private static final String GATEWAY = "mesh/gateway";
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(24);
    /// How long a chain that must end may take: 30 s where people work, 1 s where they wait for a table.
    private static final String DRAIN_SECONDS = "1";

    private final RunFolder folder;
    private final Simulator simulator;
    private final Places places;
    private final ControlPlane controlPlane;
    private final Ending ending;

    private DemoMesh(RunFolder folder, Simulator simulator, Places places, ControlPlane controlPlane, Ending ending) {
        this.folder = folder;
        this.simulator = simulator;
        this.places = places;
        this.controlPlane = controlPlane;
        this.ending = ending;
    }

    /// Returns when all three Envoys serve.
    ///
    /// @param ending is given each part as soon as it is started
    static DemoMesh start(Path checkout, RunFolder folder, Ending ending, Consumer<String> progress)
            throws IOException, InterruptedException {
        EnvoyBinary binary = EnvoyBinary.in(checkout);
        progress.accept("starting the simulator: workspaces " + String.join(", ", WORKSPACES) + ", an Entra tenant");
        var simulator = ending.add(Simulator.start(WORKSPACES));
        IssuerProbe.ask(simulator);
        Places places = Places.choose(new FreePorts(new SecureRandom()));
        new Quickstart(checkout, folder.config()).write(simulator, places);
        progress.accept("starting the control plane on a copy of samples/quickstart");
        var controlPlane = ending.add(ControlPlane.start(settings(folder, simulator)));
        var mesh = new DemoMesh(folder, simulator, places, controlPlane, ending);
        progress.accept("starting Envoy: one gateway, two sidecars");
        List<EnvoyProcess> envoys = Stream.concat(
                        Stream.of(GATEWAY), places.sidecars().stream().map(Sidecar::proxy))
                .map(proxy -> mesh.startEnvoy(binary, proxy))
                .toList();
        envoys.forEach(envoy -> envoy.awaitReady(READY_WITHIN));
        return mesh;
    }

    RunFolder folder() {
        return folder;
    }

    Simulator simulator() {
        return simulator;
    }

    Places places() {
        return places;
    }

    ControlPlane controlPlane() {
        return controlPlane;
    }

    private static Settings settings(RunFolder folder, Simulator simulator) {
        var any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return new Settings(
                folder.config(),
                folder.data(),
                any,
                any,
                any,
                new TreeSet<>(List.of("localhost")),
                new TreeSet<>(List.of("127.0.0.1", "localhost")),
                "synapsemesh",
                // Each Envoy runs in a folder of its own.
                "record.jsonl",
                Removals.HOLD,
                Settings.DemoTrust.ALLOWED,
                new LoopbackUpstreams(),
                new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"))),
                TlsTrust.of(simulator.ca().clientContext()),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private EnvoyProcess startEnvoy(EnvoyBinary binary, String proxy) {
        Path home = folder.envoy(proxy.replace('/', '-'));
        Path token = home.resolve("node.token");
        BootstrapFiles files = BootstrapRenderer.render(new BootstrapInput(
                proxy,
                new HostPort("127.0.0.1", controlPlane.xdsPort()),
                new HostPort("127.0.0.1", controlPlane.authzPort()),
                SpiffeId.ofControlPlane(TrustDomain.DEMO),
                folder.data().resolve(ControlPlane.BOOTSTRAP_CA),
                token,
                home.resolve("secrets"),
                new BootstrapInput.AdminAddress.Loopback(0)));
        try {
            Files.createDirectories(home.resolve("secrets"));
            writePrivate(token, tokenFor(proxy));
            for (var secret : files.secrets().entrySet()) {
                Files.writeString(home.resolve("secrets").resolve(secret.getKey()), secret.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the folder of Envoy " + proxy, e);
        }
        var launch = EnvoyLaunch.of(proxy.replace('/', '-'), home, files.bootstrap())
                .with("--drain-time-s", DRAIN_SECONDS, "--log-level", "warning");
        return ending.add(EnvoyProcess.start(binary, launch));
    }

    private byte[] tokenFor(String proxy) {
        String[] name = proxy.split("/", 2);
        var known = controlPlane.published().proxies().get(new DocumentRef("MeshProxy", name[0], name[1]));
        if (known == null) {
            throw new DemoProblem(
                    Code.SYN1210,
                    "the control plane does not know the proxy " + proxy + "; its log is " + folder.log(),
                    "Run: ./synapsemesh validate " + folder.config());
        }
        return controlPlane
                .tokens()
                .create(proxy, known.identity(), TOKEN_LIFETIME, List.of())
                .text()
                .open();
    }

    private static void writePrivate(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }
}
