package io.synapsemesh.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.e2e.harness.RealApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose roots are Secrets of a real API server, found by its kubeconfig.
final class KubernetesStoreIT {
    private static final String SECRETS = "/api/v1/namespaces/synapsemesh-ca/secrets";

    @TempDir
    private Path directory;

    private final RealApiServer kubernetes = RealApiServer.start();

    @BeforeEach
    void documents() throws IOException {
        kubernetes.call(
                "POST",
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"synapsemesh-ca\"}}");
        System.setProperty("kubeconfig", kubernetes.kubeconfig().toString());
        Files.writeString(Files.createDirectories(directory.resolve("config")).resolve("trust.yaml"), """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec:
                  trustDomain: corp.example
                  caStore: {kubernetesSecrets: {namespace: synapsemesh-ca, prefix: mesh-one-}}
                """);
    }

    @AfterEach
    void stop() {
        System.clearProperty("kubeconfig");
        kubernetes.close();
    }

    @Test
    void theRootsOutliveARestartAndTheKeyNeverGoesThere() {
        String roots = roots("data");
        assertThat(kubernetes.call("GET", SECRETS, "").body())
                .contains("\"mesh-one-mesh-dslots\"")
                .contains("app.kubernetes.io/managed-by")
                .doesNotContain("\"mesh-one-kek\"");
        assertThat(directory.resolve("data/ca/kek")).exists();
        assertThat(roots("data")).isEqualTo(roots);
        assertThatThrownBy(() -> roots("other"))
                .as("another data directory has not the key, and makes none")
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.SYN0827));
        assertThat(roots("data")).isEqualTo(roots);
    }

    private String roots(String data) {
        try (var running = ControlPlane.start(StoreSettings.of(directory.resolve("config"), directory.resolve(data)))) {
            return running.meshBundlePem();
        }
    }
}
