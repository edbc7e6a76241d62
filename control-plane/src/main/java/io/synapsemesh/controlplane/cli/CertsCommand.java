package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "certs", description = "Shows every certificate the mesh serves.", mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    CertsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return CertsListCommand.print(server, output, terminal);
    }

    @Command(
            name = "rotate",
            description = "Replaces the certificate of one identity now.",
            mixinStandardHelpOptions = true)
    Integer rotate(
            @Mixin ServerOptions target,
            @Parameters(paramLabel = "IDENTITY", description = "As in the first column of certs.") String identity) {
        var answer = new ApiClient(target.url(terminal), target.token())
                .post("/api/v1/certs/rotate", Map.of("identity", identity));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }

    @Command(
            name = "status",
            description = "Shows every root, and who a rotation waits for.",
            mixinStandardHelpOptions = true)
    Integer status(@Mixin ServerOptions target, @Mixin OutputOption form) {
        JsonNode list = new ApiClient(target.url(terminal), target.token()).get("/api/v1/certs/roots");
        form.print(list, () -> RootTable.of(list, terminal), terminal);
        return Exit.OK;
    }

    @Command(
            name = "rotate-root",
            description = {
                "Replaces a root: prepares a new one, which signs when everybody has it.",
                "Exit code of --dry-run: 0 if nothing would break, else 79."
            },
            mixinStandardHelpOptions = true)
    Integer rotateRoot(
            @Mixin ServerOptions target,
            @Mixin OutputOption form,
            @Option(
                            names = "--authority",
                            paramLabel = "NAME",
                            defaultValue = "mesh",
                            description = "mesh, door or client:SUFFIX (default: ${DEFAULT-VALUE}).")
                    String authority,
            @Option(names = "--dry-run", description = "Only say what would break without the root of today.")
                    boolean dryRun,
            @Option(names = "--skip", paramLabel = "MEMBER", description = "Do not wait for this member. Audited.")
                    @Nullable
                    List<String> skips,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For log and report.")
                    String reason,
            @Option(names = "--rollback", description = "Let the root before sign again.") boolean rollback,
            @Option(names = "--taint", description = "The old root is suspect: replace its leaves.") boolean taint,
            @Option(names = "--revoke", description = "Drop the old root without draining connections.") boolean revoke,
            @Option(names = "--force", description = "With --revoke: also while its leaves are live. Audited.")
                    boolean force) {
        var api = new ApiClient(target.url(terminal), target.token());
        if (dryRun) {
            JsonNode forecast = api.post("/api/v1/certs/roots/forecast", Map.of("authority", authority));
            form.print(forecast, () -> RootTable.forecast(forecast), terminal);
            return forecast.path("breaks").asBoolean() ? Exit.FINDINGS : Exit.OK;
        }
        String action = action(rollback, taint, revoke, force);
        var answer = api.post(
                "/api/v1/certs/roots/rotate",
                Map.of(
                        "authority",
                        authority,
                        "action",
                        action,
                        "skip",
                        skips == null ? List.of() : skips,
                        "reason",
                        reason));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }

    private static String action(boolean rollback, boolean taint, boolean revoke, boolean force) {
        if (Stream.of(rollback, taint, revoke).filter(asked -> asked).count() > 1) {
            throw CliProblem.usage("--rollback, --taint and --revoke exclude one another", "Give one of them.");
        }
        if (force && !revoke) {
            throw CliProblem.usage("--force goes with --revoke only", "Add --revoke, or leave it out.");
        }
        return rollback ? "rollback" : taint ? "taint" : force ? "force-revoke" : revoke ? "revoke" : "start";
    }

    @Command(
            name = "ack",
            description = "Says that a verifier the mesh cannot see has the new root.",
            mixinStandardHelpOptions = true)
    Integer acknowledge(
            @Mixin ServerOptions target,
            @Parameters(paramLabel = "NAME", description = "As certs status names it.") String name) {
        var answer = new ApiClient(target.url(terminal), target.token())
                .post("/api/v1/certs/roots/ack", Map.of("name", name));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }
}
