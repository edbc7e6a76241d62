package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.controlplane.node.MadeTokens;
import io.synapsemesh.controlplane.node.NodeToken;
import io.synapsemesh.controlplane.node.NodeTokenRow;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Node tokens, made and taken back in the data directory itself: it works beside a running server and without one.
@Command(
        name = "token",
        description = "Makes, lists and revokes the tokens that proxies prove themselves with.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {
    private final Terminal terminal;

    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private picocli.CommandLine.Model.CommandSpec spec;

    TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "create, list or revoke is missing");
    }

    @Command(
            name = "create",
            description = "Prints a new token for one proxy. It is kept nowhere: write it to a file of mode 0600.",
            mixinStandardHelpOptions = true)
    Integer create(
            @Parameters(paramLabel = "NAMESPACE/NAME", description = "The MeshProxy.") String node,
            @Option(names = "--config", required = true, paramLabel = "DIR", description = "The documents.")
                    Path config,
            @Option(
                            names = "--ttl",
                            paramLabel = "HOURS",
                            defaultValue = "24",
                            description = "At most 24 (default: 24).")
                    int hours,
            @Option(names = "--source", paramLabel = "CIDR", description = "Where the proxy may come from.") @Nullable
                    List<String> sources,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            defaultValue = "./.synapsemesh",
                            description = "Default: ${DEFAULT-VALUE}.")
                    Path dataDir) {
        DocumentRef ref = Offline.proxy(node);
        Resolver resolver = Offline.resolved(config, Offline.NAMESPACE, UpstreamPolicy.PRODUCTION, terminal);
        Proxy proxy = resolver.proxy(ref)
                .orElseThrow(() -> new CliProblem(
                        Exit.FAILED,
                        Code.SYN0405,
                        "there is no MeshProxy " + node + " in " + config,
                        "Run: synapsemesh validate " + config));
        Trust trust = resolver.trust().orElseThrow(() -> noTrust(config));
        NodeToken token;
        try {
            token = Offline.tokens(Offline.directory(dataDir), trust)
                    .create(node, proxy.identity(), Duration.ofHours(hours), ranges(sources));
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage(String.valueOf(e.getMessage()), "See: synapsemesh token create --help");
        }
        terminal.out().println(new String(token.text().open(), StandardCharsets.US_ASCII));
        terminal.say("token " + token.credential().id() + " for " + node + " as " + proxy.identity() + " until "
                + token.credential().expiresAt());
        return Exit.OK;
    }

    @Command(
            name = "list",
            description = "Shows the tokens that were made, without them.",
            mixinStandardHelpOptions = true)
    Integer list(
            @Mixin OutputOption output,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            defaultValue = "./.synapsemesh",
                            description = "Default: ${DEFAULT-VALUE}.")
                    Path dataDir) {
        List<NodeTokenRow> rows = made(dataDir).list();
        output.print(tree(rows), () -> table(rows), terminal);
        return Exit.OK;
    }

    @Command(
            name = "revoke",
            description = "Takes a token back. Streams that live on it end within a second.",
            mixinStandardHelpOptions = true)
    Integer revoke(
            @Parameters(paramLabel = "ID", description = "As in token list.") String id,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            defaultValue = "./.synapsemesh",
                            description = "Default: ${DEFAULT-VALUE}.")
                    Path dataDir) {
        if (!made(dataDir).revoke(id, Instant.now())) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1211,
                    "there is no node token " + id,
                    "Run: synapsemesh token list --data-dir " + dataDir);
        }
        terminal.say("revoked " + id);
        return Exit.OK;
    }

    private static MadeTokens made(Path dataDir) {
        return new MadeTokens(Offline.directory(dataDir));
    }

    private static List<Cidr> ranges(@Nullable List<String> texts) {
        var ranges = new ArrayList<Cidr>();
        for (String text : texts == null ? List.<String>of() : texts) {
            ranges.add(Cidr.parse(text));
        }
        return ranges;
    }

    private static CliProblem noTrust(Path config) {
        return new CliProblem(
                Exit.BAD_INPUT,
                Code.SYN1210,
                "there is no MeshTrust in " + config + ", so there is no trust domain",
                "Add a MeshTrust named default.");
    }

    private String table(List<NodeTokenRow> rows) {
        var table = new Table("ID", "PROXY", "IDENTITY", "EXPIRES", "STATE");
        Instant now = Instant.now();
        for (NodeTokenRow row : rows) {
            var credential = row.credential();
            table.row(
                    credential.id(),
                    credential.node(),
                    credential.identity().uri(),
                    credential.expiresAt().toString(),
                    state(row, now));
        }
        return table.isEmpty() ? "No tokens.\n" : table.print(terminal);
    }

    private static String state(NodeTokenRow row, Instant now) {
        if (row.revokedAt().isPresent()) {
            return "Revoked";
        }
        return now.isBefore(row.credential().expiresAt()) ? "Valid" : "Expired";
    }

    private static JsonNode tree(List<NodeTokenRow> rows) {
        var items = new ArrayList<Object>();
        for (NodeTokenRow row : rows) {
            var credential = row.credential();
            var item = new LinkedHashMap<String, Object>();
            item.put("id", credential.id());
            item.put("node", credential.node());
            item.put("spiffeId", credential.identity().uri());
            item.put("issuedAt", credential.issuedAt().toString());
            item.put("expiresAt", credential.expiresAt().toString());
            item.put(
                    "revokedAt",
                    Optional.ofNullable(row.revokedAt().orElse(null))
                            .map(Instant::toString)
                            .orElse(null));
            item.put(
                    "sources", credential.sources().stream().map(Cidr::toString).toList());
            items.add(item);
        }
        return Lists.tree("TokenList", items);
    }
}
