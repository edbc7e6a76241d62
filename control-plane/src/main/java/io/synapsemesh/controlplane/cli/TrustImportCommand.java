package io.synapsemesh.controlplane.cli;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Takes the SPIFFE bundle of a federated trust domain from a file. Audited.",
            "For an endpoint that cannot be reached, or not be proven before its bundle is known."
        },
        mixinStandardHelpOptions = true)
final class TrustImportCommand implements Callable<Integer> {
    /// As much as the admin API takes.
    private static final int BYTES_MAX = 256 << 10;

    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "FILE", description = "The bundle as its endpoint would serve it, JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--trust-domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "Whose bundle it is; the MeshTrust federates with it.")
    private String domain = "";

    TrustImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var answer = new ApiClient(server.url(terminal), server.token())
                .post("/api/v1/trust/import?trustDomain=" + URLEncoder.encode(domain, StandardCharsets.UTF_8), read());
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }

    private byte[] read() {
        byte[] json;
        try (var in = Files.newInputStream(file)) {
            json = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException e) {
            throw CliProblem.unreadable(file.toString(), e);
        }
        if (json.length > BYTES_MAX) {
            throw new CliProblem(
                    Exit.BAD_INPUT,
                    Code.SYN1211,
                    file + " is larger than " + BYTES_MAX + " bytes",
                    "Give the bundle of one trust domain alone.");
        }
        return json;
    }
}
