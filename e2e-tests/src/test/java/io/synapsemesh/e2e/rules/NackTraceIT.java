package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.controlplane.source.DocumentFiles;
import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A document that passes every check of ours and that Envoy refuses: from the file to Envoy's words in its status.
final class NackTraceIT {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(20);
    /// An authority's certificate whose validity is written without seconds: the JDK reads it, so the document is
    /// good; BoringSSL holds to RFC 5280 (4.1.2.5.1), so the cluster is not.
    private static final String WITHOUT_SECONDS = """
            -----BEGIN CERTIFICATE-----
            MIIBsTCCAVegAwIBAgIUB7X9UoBXwr4CFhvN/2aIume0tXAwCgYIKoZIzj0EAwIw
            KDEmMCQGA1UEAwwdYSBjZXJ0aWZpY2F0ZSB3aXRob3V0IHNlY29uZHMwGhcLMjYw
            MTAxMDAwMFoXCzQ5MTIzMTIzNTlaMCgxJjAkBgNVBAMMHWEgY2VydGlmaWNhdGUg
            d2l0aG91dCBzZWNvbmRzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2e3DaI+0
            7mFitUy9LNrz90CbkV7nBySv4+XoZo84RxXA1JSiCS7CzSJb2eLGLtGXiKWsPuKC
            sNo1jTuM9DMSo6NjMGEwHQYDVR0OBBYEFB8bFcD+nsAZopaMIrN5EeaeDxQ0MB8G
            A1UdIwQYMBaAFB8bFcD+nsAZopaMIrN5EeaeDxQ0MA8GA1UdEwEB/wQFMAMBAf8w
            DgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49BAMCA0gAMEUCIATLJu0f3/+fTBdwv10w
            Oc4c+Sf+uY0eEbrbWu77bjbnAiEAoLWx4+Hjpl6ID9gKiUVJ77uIK+olDUVzKhb7
            NNPbZcE=
            -----END CERTIFICATE-----
            """;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(NackTraceIT.class, MeshUnderTest.Runner.PROCESS, "contoso", "fabrikam");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void aDocumentThatEnvoyRefusesSaysSoInEnvoysWordsAndTheRestGoesOn() throws Exception {
        assertThat(status("fabrikam")).isEqualTo(200);
        String before = mesh.edit(Documents.WORKSPACES).apply(text -> {
            int fabrikam = text.indexOf("metadata: {name: fabrikam");
            String broken = text.substring(fabrikam)
                    .replaceFirst(
                            "(?s) *-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                            WITHOUT_SECONDS.indent(6).stripTrailing());
            return text.substring(0, fabrikam) + broken;
        });
        assertThat(DocumentFiles.read(List.of(mesh.config()), Instant.now()).diagnostics())
                .as("nothing is wrong with it for us")
                .isEmpty();
        Path document = mesh.data().resolve("status/SynapseWorkspace/analytics/fabrikam.yaml");
        await().atMost(EFFECT_WITHIN).until(() -> Files.readString(document).contains("RejectedByProxy"));
        assertThat(Files.readString(document)).contains("mesh/gateway").containsIgnoringCase("certificate");
        JsonNode reject = rejectOf("mesh/gateway");
        assertThat(reject.path("document").asText()).isEqualTo("SynapseWorkspace analytics/fabrikam");
        assertThat(reject.path("message").asText()).contains("synapse/analytics/fabrikam/dev");
        assertThat(Files.readString(mesh.data().resolve("status/SynapseWorkspace/analytics/contoso.yaml")))
                .doesNotContain("RejectedByProxy");

        long rejected = rejections();
        mesh.edit(Documents.BINDINGS).append("""
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: engineers-read, namespace: analytics}
                spec:
                  workspaces: {names: [contoso]}
                  role: Synapse Artifact User
                  subjects:
                  - group: {provider: entra, id: %s}
                """.formatted(Documents.ENGINEERS));
        await().atMost(EFFECT_WITHIN).until(() -> status("contoso", Documents.ENGINEERS) == 200);
        assertThat(status("fabrikam")).as("its last good configuration serves").isEqualTo(200);
        assertThat(rejections()).as("the refused is not told again").isEqualTo(rejected);

        mesh.gateway().close();
        var again = mesh.startEnvoy(MeshUnderTest.Runner.PROCESS, "mesh/gateway");
        again.awaitReady(Duration.ofSeconds(30));
        await().atMost(EFFECT_WITHIN).until(() -> status("fabrikam") == 200);
        assertThat(again.admin().stat("cluster_manager.cds.update_rejected")).isZero();

        mesh.edit(Documents.WORKSPACES).write(before);
        await().atMost(EFFECT_WITHIN).until(() -> !Files.readString(document).contains("RejectedByProxy"));
        assertThat(status("fabrikam")).isEqualTo(200);
    }

    private static long rejections() {
        return mesh.gateway().admin().stat("cluster_manager.cds.update_rejected");
    }

    private static JsonNode rejectOf(String proxy) {
        for (JsonNode type : mesh.admin().proxy(proxy).path("types")) {
            if (type.path("state").asText().equals("Rejected")) {
                return type.path("reject");
            }
        }
        throw new AssertionError("nothing is rejected: " + mesh.admin().proxy(proxy));
    }

    private static int status(String workspace) throws IOException {
        return status(workspace, Documents.ANALYSTS);
    }

    private static int status(String workspace, String group) throws IOException {
        var people = new People(mesh.simulator());
        try (var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()),
                mesh.nightly().dev(workspace),
                workspace + ".dev.azuresynapse.net")) {
            return client.send(Request.get("/pipelines?api-version=2020-12-01")
                            .with(people.synapse())
                            .with(people.meshToken(group)))
                    .status();
        }
    }
}
