package io.synapsemesh.e2e.issuers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.e2e.harness.RealApiServer;
import io.synapsemesh.e2e.harness.StepCa;
import io.synapsemesh.e2e.harness.TestPki;
import io.synapsemesh.e2e.harness.ToolBinary;
import io.synapsemesh.e2e.stores.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose document alone says who issues: step-ca, cert-manager on a real API server.
final class DeclaredIssuersIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String DOCUMENTS = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseWorkspace
            metadata: {name: contoso, namespace: analytics}
            spec:
              resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/contoso
              allow: {bindings: {from: All}, proxies: {from: All}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec:
              role: Gateway
              identity: {namespace: mesh, serviceAccount: gateway}
              attach: {workspaces: [{name: contoso, namespace: analytics}]}
              listen: {address: 127.0.0.1, port: 15443}
            ---
            """;
    private static final String TRUST = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec:
              trustDomain: corp.example
              leaf: {ttl: 24h}
              issuer: {%s}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @Test
    void stepCaSignsEverySvid() throws Exception {
        try (var ca = StepCa.start()) {
            Path roots = Files.writeString(folder.resolve("roots.pem"), ca.rootPem());
            declare("stepCa: {address: \"" + ca.address() + "\", caFile: " + roots
                    + ", provisioner: synapsemesh, provisionerKeyFile: " + ca.provisionerKey() + ", anchorsFile: "
                    + roots + "}");
            everySvidIsOf("stepCa", ca.rootPem());
        }
    }

    @Test
    void certManagerSignsEverySvid() throws Exception {
        try (var kubernetes = RealApiServer.start()) {
            kubernetes.install(ToolBinary.crds("cert-manager"));
            kubernetes.call(
                    "POST",
                    "/api/v1/namespaces",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"synapsemesh\"}}");
            var ca = new TestPki("cert-manager");
            Path roots =
                    Files.writeString(folder.resolve("roots.pem"), ca.root().certificatePem());
            System.setProperty("kubeconfig", kubernetes.kubeconfig().toString());
            try (var controller =
                    new CertManagerControllerFake(kubernetes, "synapsemesh", ca.intermediate("cert-manager signing"))) {
                // Without a namespace of its own: the requests are made in the control plane's.
                declare("certManager: {name: mesh, anchorsFile: " + roots + "}");
                everySvidIsOf("certManager", ca.root().certificatePem());
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(controller.held()).isEmpty());
            } finally {
                System.clearProperty("kubeconfig");
            }
        }
    }

    private void everySvidIsOf(String issuer, String rootPem) throws Exception {
        try (var running = ControlPlane.start(StoreSettings.of(folder.resolve("config"), folder.resolve("data")))) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(svids(running)).hasSize(2).allSatisfy(row -> {
                        assertThat(row.path("state").asText()).as("%s", row).isEqualTo("Fresh");
                        assertThat(row.path("issuer").asText()).isEqualTo(issuer);
                    }));
            assertThat(running.meshBundlePem().strip()).isEqualTo(rootPem.strip());
        }
    }

    private void declare(String issuer) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("config")).resolve("mesh.yaml"),
                DOCUMENTS + TRUST.formatted(issuer));
    }

    private static List<JsonNode> svids(ControlPlane running) throws Exception {
        String token =
                Files.readString(running.dataDir().resolve("operator.token")).strip();
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + running.adminPort() + "/api/v1/certs"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            var items = new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("items");
            return StreamSupport.stream(items.spliterator(), false)
                    .filter(row -> row.path("identity").asText().startsWith("spiffe://"))
                    .toList();
        }
    }
}
