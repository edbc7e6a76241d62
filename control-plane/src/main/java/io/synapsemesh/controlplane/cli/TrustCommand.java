package io.synapsemesh.controlplane.cli;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.diagnostic.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Whom to trust: what applications need for their own sidecar, and what is believed of other trust domains.
@Command(
        name = "trust",
        description = "Exports the authorities that applications trust for the dev endpoint of their sidecar, and shows"
                + " what is believed of federated trust domains.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class TrustCommand implements Runnable {
    private final Terminal terminal;

    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private picocli.CommandLine.Model.CommandSpec spec;

    TrustCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// For whom.
    enum Form {
        /// A PKCS12 trust store for `-Djavax.net.ssl.trustStore`; its password is `changeit`, as it holds no secret.
        JAVA,
        PEM,
        /// PEM as `certutil -addstore Root` reads it.
        WINDOWS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "export, list, show, import, bundle or refresh is missing");
    }

    @Command(name = "export", description = "Writes the client-facing authorities.", mixinStandardHelpOptions = true)
    Integer export(
            @Option(
                            names = "--for",
                            paramLabel = "FORM",
                            defaultValue = "pem",
                            description = "java, pem or windows (default: pem).")
                    Form form,
            @Option(names = "--out", paramLabel = "FILE", description = "Default: stdout; java needs a file.") @Nullable
                    Path out,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            defaultValue = "./.synapsemesh",
                            description = "Default: ${DEFAULT-VALUE}.")
                    Path dataDir) {
        DataDirectory directory = Offline.directory(dataDir);
        byte[] pem = directory
                .top()
                .read(ControlPlane.CLIENT_CA)
                .orElseThrow(() -> new CliProblem(
                        Exit.FAILED,
                        Code.SYN1210,
                        "there are no client-facing authorities in " + dataDir + " yet",
                        "Start serve once with a workspace and a sidecar."));
        switch (form) {
            case JAVA -> {
                if (out == null) {
                    throw CliProblem.usage("--for java needs a file", "Add --out truststore.p12");
                }
                write(out, trustStore(pem));
                terminal.say("use: -Djavax.net.ssl.trustStore=" + out + " -Djavax.net.ssl.trustStorePassword=changeit");
            }
            case PEM -> print(out, new String(pem, StandardCharsets.US_ASCII));
            case WINDOWS -> {
                print(out, new String(pem, StandardCharsets.US_ASCII).replace("\n", "\r\n"));
                terminal.say("use: certutil -addstore Root FILE");
            }
        }
        return Exit.OK;
    }

    private void print(@Nullable Path out, String text) {
        if (out == null) {
            terminal.out().print(text);
        } else {
            write(out, text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void write(Path out, byte[] content) {
        try {
            Files.write(out, content);
        } catch (IOException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1210,
                    out + " cannot be written (" + e.getClass().getSimpleName() + ")",
                    "Give another --out.");
        }
    }

    private static byte[] trustStore(byte[] pem) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int count = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("synapsemesh-" + count++, certificate);
            }
            var bytes = new java.io.ByteArrayOutputStream();
            store.store(bytes, "changeit".toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates of ours fit into a PKCS12 store", e);
        }
    }
}
