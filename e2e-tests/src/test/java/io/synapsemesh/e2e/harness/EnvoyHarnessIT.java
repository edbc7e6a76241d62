package io.synapsemesh.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyFailure;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.demo.RunningEnvoy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The harness itself, on the smallest Envoy that answers something.
final class EnvoyHarnessIT {

    private static final String BOOTSTRAP = """
            admin:
              address: {socket_address: {address: 127.0.0.1, port_value: 0}}
            static_resources:
              listeners:
              - name: hello
                address: {socket_address: {address: 127.0.0.1, port_value: 0}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: hello
                      http_filters:
                      - name: envoy.filters.http.router
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                      route_config:
                        virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes:
                          - match: {prefix: /}
                            direct_response: {status: 200, body: {inline_string: hello from Envoy}}
            """;
    private static final String REFUSED = BOOTSTRAP.replace("stat_prefix: hello", "no_such_field: hello");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @Test
    void servesFromAContainer() throws Exception {
        try (var envoy =
                EnvoyContainer.start(EnvoyImage.of(EnvoyBinary.find()), EnvoyLaunch.of("hello", folder, BOOTSTRAP))) {
            servesAndIsAsked(envoy);
        }
    }

    @Test
    void servesFromAProcess() throws Exception {
        try (var envoy = EnvoyProcess.start(EnvoyBinary.find(), EnvoyLaunch.of("hello", folder, BOOTSTRAP))) {
            servesAndIsAsked(envoy);
        }
    }

    private static void servesAndIsAsked(RunningEnvoy envoy) throws IOException, InterruptedException {
        envoy.awaitReady(Duration.ofSeconds(20));
        assertThat(envoy.admin().serverInfo()).contains("/1.40.0/", "\"state\": \"LIVE\"");
        assertThat(hello(envoy)).isEqualTo("hello from Envoy");
        assertThat(envoy.admin().stat("http.hello.downstream_rq_2xx")).isEqualTo(1);
        assertThat(envoy.admin().configDump()).contains("hello from Envoy");
        assertThatThrownBy(() -> envoy.admin().stat("http.hello.no_such_stat")).isInstanceOf(EnvoyFailure.class);
        assertThat(envoy.log()).contains("starting main dispatch loop");
        envoy.close();
        assertThat(envoy.isRunning()).isFalse();
        assertThat(envoy.admin().isReady()).isFalse();
    }

    private static String hello(RunningEnvoy envoy) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + envoy.admin().listenerPort("hello") + "/");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void refusedBootstrapFailsInEnvoysOwnWordsFromAContainer() {
        var image = EnvoyImage.of(EnvoyBinary.find());
        assertThatThrownBy(() -> EnvoyContainer.start(image, EnvoyLaunch.of("refused", folder, REFUSED)))
                .isInstanceOf(EnvoyFailure.class)
                .hasMessageContaining("no_such_field");
    }

    @Test
    void refusedBootstrapFailsInEnvoysOwnWordsFromAProcess() {
        assertThatThrownBy(() -> EnvoyProcess.start(EnvoyBinary.find(), EnvoyLaunch.of("refused", folder, REFUSED)))
                .isInstanceOf(EnvoyFailure.class)
                .hasMessageContaining("no_such_field");
    }

    @Test
    void validatesManyFilesAndSaysWhatEnvoySays() throws IOException {
        var good = Files.writeString(folder.resolve("good.yaml"), BOOTSTRAP);
        var bad = Files.writeString(folder.resolve("bad.yaml"), REFUSED);
        var alsoGood = Files.writeString(folder.resolve("also-good.yaml"), BOOTSTRAP);
        var verdicts = new EnvoyValidate(EnvoyBinary.find()).validateAll(List.of(good, bad, alsoGood));
        assertThat(verdicts.get(good)).isEqualTo(new EnvoyValidate.Verdict.Accepted());
        assertThat(verdicts.get(alsoGood)).isEqualTo(new EnvoyValidate.Verdict.Accepted());
        assertThat(verdicts.get(bad))
                .isInstanceOfSatisfying(
                        EnvoyValidate.Verdict.Rejected.class,
                        rejected -> assertThat(rejected.words()).contains("no_such_field"));
    }

    @Test
    void missingEnvoyFailsWithTheCommandThatHelps() {
        assertThatThrownBy(() -> EnvoyBinary.in(folder))
                .isInstanceOf(EnvoyFailure.class)
                .hasMessageContaining("SYN1202")
                .hasMessageContaining("tools/setup");
    }
}
