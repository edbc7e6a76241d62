package io.synapsemesh.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.aws.AwsKmsFake;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsFake;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose roots are in AWS Secrets Manager, sealed with a key that only AWS KMS unwraps: the real
/// SDKs, with the identity of their default chain, against contract fakes.
final class AwsStoreTest {
    private static final Map<String, String> IDENTITY =
            Map.of("aws.accessKeyId", "AKIDFAKE", "aws.secretAccessKey", "of-the-fake");

    private final AwsKmsFake keys = new AwsKmsFake();
    private final StoreFakeServer kms = new StoreFakeServer(keys);
    private final StoreFakeServer secrets = new StoreFakeServer(new AwsSecretsFake());

    @TempDir
    private Path directory;

    @BeforeEach
    void documents() throws IOException {
        keys.point("alias/mesh-kek");
        IDENTITY.forEach(System::setProperty);
        Path kmsCa = TestFiles.plain(directory, "kms-ca.pem", kms.caPem());
        Path secretsCa = TestFiles.plain(directory, "secrets-ca.pem", secrets.caPem());
        Files.writeString(Files.createDirectories(directory.resolve("config")).resolve("trust.yaml"), """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec:
                  trustDomain: corp.example
                  caStore: {awsSecretsManager: {region: eu-central-1, endpoint: "%s", caFile: %s}}
                  keyEncryption: {awsKms: {region: eu-central-1, keyId: alias/mesh-kek, endpoint: "%s", caFile: %s}}
                """.formatted(
                        secrets.address(), secretsCa, kms.address(), kmsCa));
    }

    @AfterEach
    void stop() {
        IDENTITY.keySet().forEach(System::clearProperty);
        kms.close();
        secrets.close();
    }

    @Test
    void theRootsOutliveTheDataDirectoryAndTheAlias() {
        String roots = roots("one");
        assertThat(roots("one")).isEqualTo(roots);
        keys.point("alias/mesh-kek");
        assertThat(roots("two"))
                .as("on another machine, after the alias got another key")
                .isEqualTo(roots);
    }

    @Test
    void aStartWithoutTheKeyManagerIsRefusedAndMakesNothing() {
        kms.become(StoreFault.FORBIDDEN);
        assertThat(refused("one")).isEqualTo(Code.SYN0822);
        kms.become(StoreFault.NONE);
        String roots = roots("one");
        kms.become(StoreFault.AWAY);
        assertThat(refused("one")).isEqualTo(Code.SYN0821);
        assertThat(refused("two")).isEqualTo(Code.SYN0821);
        kms.become(StoreFault.NONE);
        secrets.become(StoreFault.AWAY);
        assertThat(refused("one")).isEqualTo(Code.SYN0821);
        secrets.become(StoreFault.NONE);
        assertThat(roots("one")).isEqualTo(roots);
    }

    private String roots(String data) {
        try (var running = start(data)) {
            return running.meshBundlePem();
        }
    }

    private Code refused(String data) {
        var caught = new Code[1];
        assertThatThrownBy(() -> start(data).close())
                .isInstanceOfSatisfying(Refused.class, refused -> caught[0] = refused.code());
        return caught[0];
    }

    private ControlPlane start(String data) {
        return ControlPlane.start(StoreSettings.of(directory.resolve("config"), directory.resolve(data)));
    }
}
