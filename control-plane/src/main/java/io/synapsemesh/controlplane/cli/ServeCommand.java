package io.synapsemesh.controlplane.cli;

import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.controlplane.AzureAccess;
import io.synapsemesh.controlplane.BundlePort;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.DecisionAddresses;
import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.controlplane.state.DataDirectoryRefused;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.exchange.Authorities;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Runs the control plane on a directory of documents.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--config", paramLabel = "DIR", required = true, description = "The documents; watched.")
    private Path config = Path.of(".");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "State, keys and logs; made if missing (default: ${DEFAULT-VALUE}).",
            defaultValue = "./.synapsemesh")
    private Path dataDir = Path.of("./.synapsemesh");

    @Option(
            names = "--xds-address",
            paramLabel = "ADDRESS",
            description = "Where proxies connect to (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.0.0.0")
    private String xdsAddress = "0.0.0.0";

    @Option(
            names = "--xds-port",
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "15010")
    private int xdsPort = 15010;

    @Option(
            names = "--xds-name",
            paramLabel = "HOST",
            description = "A host name of the control plane, for its certificate; localhost is in it anyway.")
    private List<String> xdsNames = List.of();

    @Option(
            names = "--authz-port",
            paramLabel = "PORT",
            description = "Where gateways ask for decisions, on --xds-address (default: ${DEFAULT-VALUE}).",
            defaultValue = "15011")
    private int authzPort = DecisionAddresses.AUTHZ_PORT;

    @Option(
            names = "--auth-request-port",
            paramLabel = "PORT",
            description = "Where edges ask for decisions, on --xds-address (default: ${DEFAULT-VALUE}).",
            defaultValue = "15012")
    private int authRequestPort = DecisionAddresses.AUTH_REQUEST_PORT;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "8088")
    private int adminPort = 8088;

    @Option(
            names = "--health-address",
            paramLabel = "ADDRESS",
            description = "Of /livez, /readyz and /metrics (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.0.0.0")
    private String healthAddress = "0.0.0.0";

    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "15014")
    private int healthPort = 15014;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description =
                    "The control plane's own: its policies may deny on every workspace (default: ${DEFAULT-VALUE}).",
            defaultValue = Offline.NAMESPACE)
    private String namespace = Offline.NAMESPACE;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Where each proxy writes its log of record (default: ${DEFAULT-VALUE}).",
            defaultValue = "/dev/null")
    private String accessLog = "/dev/null";

    @Option(
            names = "--accept-removals",
            description = "Believe it when more than half of all workspaces vanish at once.")
    private boolean acceptRemovals;

    @Option(
            names = "--bundle-endpoint",
            paramLabel = "ADDRESS:PORT",
            description = "Where other trust domains fetch this mesh's SPIFFE bundle; not served by default.")
    private @Nullable String bundleEndpoint;

    @Option(
            names = "--bundle-certificate",
            paramLabel = "FILE",
            description =
                    "Profile https_web: the bundle endpoint's chain, PEM; without it the profile is https_spiffe.")
    private @Nullable Path bundleCertificate;

    @Option(names = "--bundle-key", paramLabel = "FILE", description = "Its key, PEM (PKCS#8).")
    private @Nullable Path bundleKey;

    @Option(
            names = "--istio-ca",
            description = "Also answer Istio's certificate API on the xDS port; each caller gets its own identity.")
    private boolean istioCa;

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "What secretRef names, as DIR/NAMESPACE/NAME/KEY (default: secrets in the data directory).")
    private @Nullable Path secrets;

    @Option(
            names = "--fetch-from",
            paramLabel = "CIDR",
            description =
                    "A private range that key sets and federated bundles may be fetched from; public ones may be.")
    private List<String> fetchFrom = List.of();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isDirectory(config)) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1210,
                    "--config " + config + " is not a directory",
                    "Give the directory that holds the documents.");
        }
        NativeCrypto.install();
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var hook = new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        });
        try (ControlPlane running =
                ControlPlane.start(bundlePort().map(settings()::with).orElseGet(this::settings))) {
            terminal.say(
                    "control plane is up: xDS on port " + running.xdsPort() + ", decisions on " + running.authzPort()
                            + " and " + running.authRequestPort() + ", admin API on "
                            + running.adminPort() + ", health on " + running.healthPort());
            terminal.say("  next: synapsemesh status --data-dir " + dataDir);
            Runtime.getRuntime().addShutdownHook(hook);
            stop.await();
        } catch (Refused e) {
            throw Offline.refused(e);
        } catch (DataDirectoryRefused e) {
            throw Offline.refused(e);
        } finally {
            stopped.countDown();
        }
        return Exit.OK;
    }

    private AddressPolicy fetchPolicy() {
        try {
            return new AddressPolicy(fetchFrom.stream().map(Cidr::parse).toList());
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage("--fetch-from: " + e.getMessage(), "Write a range such as 10.0.0.0/8");
        }
    }

    private Optional<BundlePort> bundlePort() {
        if ((bundleCertificate == null) != (bundleKey == null) || bundleEndpoint == null && bundleKey != null) {
            throw CliProblem.usage(
                    "--bundle-certificate and --bundle-key go together, with --bundle-endpoint", "Give all three.");
        }
        if (bundleEndpoint == null) {
            return Optional.empty();
        }
        int colon = bundleEndpoint.lastIndexOf(':');
        if (colon < 1 || !bundleEndpoint.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw CliProblem.usage(
                    "--bundle-endpoint " + bundleEndpoint + " is not ADDRESS:PORT", "Write 0.0.0.0:8443");
        }
        String host = bundleEndpoint.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        int port = Integer.parseInt(bundleEndpoint.substring(colon + 1));
        if (port > 65_535) {
            throw CliProblem.usage("--bundle-endpoint has no port " + port, "Write 0.0.0.0:8443");
        }
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw CliProblem.usage(
                    "--bundle-endpoint " + host + " is no address of this machine", "Write 0.0.0.0:8443");
        }
        return Optional.of(
                bundleCertificate == null || bundleKey == null
                        ? new BundlePort.Spiffe(address)
                        : new BundlePort.Web(address, bundleCertificate, bundleKey));
    }

    private Settings settings() {
        var doorNames = new TreeSet<String>();
        xdsNames.forEach(name -> doorNames.add(name.toLowerCase(Locale.ROOT)));
        var plain = new Settings(
                        config,
                        dataDir,
                        new InetSocketAddress(xdsAddress, xdsPort),
                        new InetSocketAddress("127.0.0.1", adminPort),
                        new InetSocketAddress(healthAddress, healthPort),
                        doorNames,
                        new TreeSet<>(List.of("127.0.0.1", "localhost", "[::1]")),
                        namespace,
                        accessLog,
                        acceptRemovals ? Removals.ACCEPT : Removals.HOLD,
                        Settings.DemoTrust.REFUSED,
                        UpstreamPolicy.PRODUCTION,
                        fetchPolicy(),
                        TlsTrust.system(),
                        Clock.systemUTC(),
                        new SecureRandom())
                .with(new DecisionAddresses(
                        new InetSocketAddress(xdsAddress, authzPort),
                        new InetSocketAddress(xdsAddress, authRequestPort)))
                .with(azure());
        return istioCa ? plain.with(Settings.IstioCa.SERVED) : plain;
    }

    /// As every Azure SDK is told.
    private AzureAccess azure() {
        var environment = terminal.environment();
        String authority = environment.get("AZURE_AUTHORITY_HOST");
        String federated = environment.get("AZURE_FEDERATED_TOKEN_FILE");
        try {
            Optional<URI> declared = Optional.ofNullable(authority).map(URI::create);
            return new AzureAccess(
                    new Authorities(declared).declared(),
                    AzureAccess.METADATA,
                    secrets == null ? dataDir.resolve("secrets") : secrets,
                    Optional.ofNullable(federated).map(Path::of),
                    Optional.ofNullable(environment.get("AZURE_CLIENT_ID")),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage(
                    "AZURE_AUTHORITY_HOST cannot be used: " + e.getMessage(), "Write it as https://host/.");
        }
    }

    private static void awaitQuietly(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
