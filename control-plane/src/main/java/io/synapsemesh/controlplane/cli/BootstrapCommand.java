package io.synapsemesh.controlplane.cli;

import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.xds.render.BootstrapFiles;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.HostPort;
import io.synapsemesh.xds.render.SidecarAddresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bootstrap",
        description = "Prints what an Envoy of one proxy starts from. Start it with --drain-time-s 30.",
        mixinStandardHelpOptions = true)
final class BootstrapCommand implements Callable<Integer> {
    private static final int TOKEN_CHARS_MAX = 4096;

    private final Terminal terminal;

    @Parameters(paramLabel = "NAMESPACE/NAME", description = "The MeshProxy.")
    private String node = "";

    @Option(names = "--token-file", paramLabel = "FILE", description = "Its node token (see token create); 0600.")
    private @Nullable Path tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "bootstrap-ca.pem of the control plane.")
    private @Nullable Path caFile;

    @Option(names = "--xds", paramLabel = "HOST:PORT", description = "Where the control plane serves.")
    private @Nullable String xds;

    @Option(
            names = "--authz",
            paramLabel = "HOST:PORT",
            description = "Where it answers questions of gateways (default: port 15011 of the host of --xds).")
    private @Nullable String authorizer;

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Where the two files that name token and anchors are written (default: beside the token).")
    private @Nullable Path secrets;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Envoy's own admin interface, on loopback (default: ${DEFAULT-VALUE}, any free one).",
            defaultValue = "0")
    private int adminPort;

    @Option(
            names = "--hosts",
            description = "Print a hosts file instead: where the sidecar listens for each endpoint. Needs --config.")
    private boolean hosts;

    @Option(
            names = "--static",
            description = "Everything in one file, for an Envoy without a control plane. Needs --config.")
    private boolean everything;

    @Option(names = "--config", paramLabel = "DIR", description = "The documents, for --hosts and --static.")
    private @Nullable Path config;

    BootstrapCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DocumentRef ref = Offline.proxy(node);
        if (hosts) {
            terminal.out().print(hostsFile(ref));
            return Exit.OK;
        }
        if (everything) {
            throw CliProblem.usage(
                    "--static is printed by render",
                    "Run: synapsemesh render --target envoy --config DIR --proxy " + node);
        }
        Path token = given(tokenFile, "--token-file").toAbsolutePath().normalize();
        Path ca = given(caFile, "--ca-file").toAbsolutePath().normalize();
        if (!Files.isReadable(ca)) {
            throw CliProblem.unreadable("--ca-file " + ca, new IOException());
        }
        Path folder = folder(token);
        HostPort server = hostPort(given(xds, "--xds"), "--xds", "localhost:15010");
        var input = new BootstrapInput(
                node,
                server,
                authorizer == null
                        ? new HostPort(server.host(), BootstrapInput.AUTHORIZER_PORT)
                        : hostPort(authorizer, "--authz", "localhost:15011"),
                SpiffeId.ofControlPlane(trustDomain(token)),
                ca,
                token,
                folder,
                new BootstrapInput.AdminAddress.Loopback(adminPort));
        BootstrapFiles files = BootstrapRenderer.render(input);
        write(folder, files);
        terminal.out().print(files.bootstrap());
        return Exit.OK;
    }

    private Path folder(Path token) {
        Path chosen = secrets;
        if (chosen == null) {
            chosen = token.resolveSibling(token.getFileName() + ".sds");
        }
        return chosen.toAbsolutePath().normalize();
    }

    private void write(Path folder, BootstrapFiles files) {
        try {
            Files.createDirectories(folder);
            for (var file : files.secrets().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1210,
                    "the folder " + folder + " cannot be written ("
                            + e.getClass().getSimpleName() + ")",
                    "Give another one with --secrets.");
        }
        terminal.say("wrote " + String.join(", ", files.secrets().keySet()) + " to " + folder);
    }

    /// The control plane's trust domain stands in the token, which the control plane signed; Envoy checks the name in
    /// the certificate against it, so a token from elsewhere leads nowhere.
    private TrustDomain trustDomain(Path token) {
        String text;
        try (var in = Files.newInputStream(token)) {
            text = new String(in.readNBytes(TOKEN_CHARS_MAX), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw CliProblem.unreadable("--token-file " + token, e);
        }
        try {
            var claims = SignedJWT.parse(text).getJWTClaimsSet();
            String whose = claims.getStringClaim("node");
            if (whose != null && !whose.equals(node)) {
                throw new CliProblem(
                        Exit.BAD_INPUT,
                        Code.SYN1210,
                        "the token in " + token + " is for " + whose + ", not for " + node,
                        "Run: synapsemesh token create " + node);
            }
            return TrustDomain.parse(Optional.ofNullable(claims.getIssuer()).orElse(""));
        } catch (ParseException | IllegalArgumentException e) {
            throw new CliProblem(
                    Exit.BAD_INPUT,
                    Code.SYN1210,
                    token + " does not hold a node token",
                    "Run: synapsemesh token create " + node);
        }
    }

    private String hostsFile(DocumentRef ref) {
        Path documents = given(config, "--config");
        Resolver resolver = Offline.resolved(documents, Offline.NAMESPACE, UpstreamPolicy.PRODUCTION, terminal);
        Proxy proxy = resolver.proxy(ref)
                .filter(p -> p.role() == Proxy.Role.SIDECAR)
                .orElseThrow(() -> new CliProblem(
                        Exit.FAILED,
                        Code.SYN0405,
                        "there is no sidecar " + node + " in " + documents,
                        "Run: synapsemesh validate " + documents));
        var workspaces = proxy.attachments().stream()
                .flatMap(workspace -> resolver.workspace(workspace).stream())
                .toList();
        var text = new StringBuilder();
        SidecarAddresses.of(proxy, workspaces)
                .all()
                .forEach((host, address) ->
                        text.append(address.host()).append(' ').append(host).append('\n'));
        return text.toString();
    }

    private static HostPort hostPort(String text, String option, String example) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage(option + ": " + e.getMessage(), "Write it as " + example + ".");
        }
    }

    private static <T> T given(@Nullable T value, String option) {
        if (value == null) {
            throw CliProblem.usage(option + " is missing", "See: synapsemesh bootstrap --help");
        }
        return value;
    }
}
