package io.synapsemesh.controlplane.cli;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which control plane, and with which credential: `--server` and `--token-file`, else the data directory.
final class ServerOptions {
    static final String DEFAULT_SERVER = "http://127.0.0.1:8088";
    /// Written by `serve`: where its admin API listens.
    static final String URL_FILE = "admin.url";

    static final String TOKEN_FILE = "operator.token";
    private static final int TOKEN_BYTES_MAX = 4096;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The admin API (default: SYNAPSEMESH_SERVER, else what serve wrote into the data directory,"
                    + " else " + DEFAULT_SERVER + ").")
    private @Nullable String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The operator token (default: operator.token in the data directory).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory of the control plane (default: ${DEFAULT-VALUE}).",
            defaultValue = "./.synapsemesh")
    private Path dataDir = Path.of("./.synapsemesh");

    Path dataDir() {
        return dataDir;
    }

    URI url(Terminal terminal) {
        String text = server;
        if (text == null) {
            text = terminal.environment().get("SYNAPSEMESH_SERVER");
        }
        if (text == null) {
            text = written();
        }
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw CliProblem.usage("--server " + text + " is not a URL", "Write it as " + DEFAULT_SERVER + ".");
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw CliProblem.usage("--server " + text + " is not a URL", "Write it as " + DEFAULT_SERVER + ".");
        }
        if (url.getScheme().equals("http") && !isLoopback(url.getHost())) {
            throw CliProblem.usage(
                    "--server " + text + " would send the operator token in the clear",
                    "Use https, or a tunnel to the loopback address.");
        }
        return url;
    }

    String token() {
        Path file = tokenFile == null ? dataDir.resolve(TOKEN_FILE) : tokenFile;
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(TOKEN_BYTES_MAX), java.nio.charset.StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1206,
                    "the operator token " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + ")",
                    "Give --data-dir of the running control plane, or --token-file.");
        }
    }

    private String written() {
        try {
            return Files.readString(dataDir.resolve(URL_FILE)).strip();
        } catch (IOException absent) {
            return DEFAULT_SERVER;
        }
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return com.google.common.net.InetAddresses.isInetAddress(bare)
                    && InetAddress.getByName(bare).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
