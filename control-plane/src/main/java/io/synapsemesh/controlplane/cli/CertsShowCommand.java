package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.core.diagnostic.Code;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows one certificate.", mixinStandardHelpOptions = true)
final class CertsShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "IDENTITY", description = "As in the first column of certs.")
    private String identity = "";

    CertsShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode item =
                CertRows.named(CertRows.fetch(server, terminal), identity).orElseThrow(() -> unknown(identity));
        output.print(item, () -> lines(item), terminal);
        return Exit.OK;
    }

    static CliProblem unknown(String identity) {
        return new CliProblem(
                Exit.FAILED, Code.SYN1211, "there is no certificate of " + identity, "Run: synapsemesh certs");
    }

    private static String lines(JsonNode item) {
        var text = new StringBuilder();
        line(text, "identity", CertRows.text(item, "identity"));
        line(text, "state", CertRows.text(item, "state"));
        line(text, "serial", CertRows.text(item, "serial"));
        line(text, "issuer", CertRows.text(item, "issuer"));
        line(text, "not before", CertRows.text(item, "notBefore"));
        line(text, "not after", CertRows.text(item, "notAfter"));
        line(text, "renew at", CertRows.text(item, "renewAt"));
        line(text, "outage budget", CertRows.budget(item));
        line(text, "served by", CertRows.servedBy(item));
        line(text, "last error", CertRows.text(item, "lastError"));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        String plain = value.codePoints()
                .collect(
                        StringBuilder::new,
                        (line, c) -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c),
                        StringBuilder::append)
                .toString();
        text.append("%-14s %s%n".formatted(name + ":", plain.isEmpty() ? "-" : plain));
    }
}
