package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.metric.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A metric that is declared is also emitted, and read where an operator's Prometheus reads it.
class EmittedMetricsTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final String PROVIDER = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: ci}
            spec:
              type: Oidc
              issuer: https://localhost:1/
              audiences: [synapsemesh]
            """;

    @TempDir
    private Path directory;

    @Test
    void issuanceCompilationAndFetchesAreCounted() throws Exception {
        Path config = Running.documents(directory);
        Files.writeString(config.resolve("provider.yaml"), PROVIDER);
        try (var running =
                ControlPlane.start(Running.settings(config, directory.resolve("data"), Settings.DemoTrust.ALLOWED))) {
            double issued = value(running, "synapsemesh_certificates_issued_total{outcome=\"issued\"}");
            assertThat(issued)
                    .isEqualTo(running.certificates().certificates().size())
                    .isPositive();
            // The test's address rules forbid a provider on loopback, so that there is a failure to count.
            await().atMost(WITHIN)
                    .until(() -> value(running, "synapsemesh_jwks_fetches_total{outcome=\"failed\"}") >= 1);

            double compiled = value(running, "synapsemesh_compile_seconds_count");
            assertThat(compiled).isPositive();
            assertThat(value(running, "synapsemesh_compile_seconds_sum"))
                    .isPositive()
                    .isLessThan(compiled * WITHIN.toSeconds());
            Files.delete(config.resolve("binding.yaml"));
            await().atMost(WITHIN).until(() -> value(running, "synapsemesh_compile_seconds_count") > compiled);

            var desk = running.certificates();
            desk.rotate(desk.certificates().getFirst().name().text());
            assertThat(value(running, "synapsemesh_certificates_issued_total{outcome=\"issued\"}"))
                    .isEqualTo(issued + 1);
        }
    }

    /// Each constant is used somewhere in what is shipped.
    @Test
    void nothingIsDeclaredAndNeverEmitted() throws IOException {
        var shipped = new StringBuilder();
        try (var modules = Files.newDirectoryStream(Path.of(System.getProperty("synapsemesh.root")))) {
            for (Path module : modules) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    append(sources, shipped);
                }
            }
        }
        assertThat(Arrays.stream(Metrics.class.getDeclaredFields())
                        .map(field -> "Metrics." + field.getName())
                        .filter(name ->
                                !Pattern.compile(name + "\\b").matcher(shipped).find()))
                .isEmpty();
    }

    private static void append(Path sources, StringBuilder out) throws IOException {
        try (var files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.append(Files.readString(file));
            }
        }
    }

    /// 0 before it was counted for the first time.
    private static double value(ControlPlane running, String series) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.healthPort() + "/metrics"))
                    .build();
            Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines();
            return lines.filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }
    }
}
