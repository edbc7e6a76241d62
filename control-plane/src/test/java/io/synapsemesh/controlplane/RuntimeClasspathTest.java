package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/// What goes into the image is what stands on this module's classpath (tests add to it and take nothing away).
final class RuntimeClasspathTest {

    @Test
    void containsNoClassOfTheDemoOrTheSimulator() {
        assertThat(new ClassFileImporter().importPackages("io.synapsemesh.demo", "io.synapsemesh.simulator"))
                .isEmpty();
    }

    @Test
    void containsTheModulesItIsMadeOf() {
        assertThat(new ClassFileImporter().importPackages("io.synapsemesh.core", "io.synapsemesh.xds"))
                .isNotEmpty();
    }

    /// The vendors' SDKs of secrets managers, key managers and issuers are tens of megabytes that most installations
    /// never
    /// use: whoever wants one adds it.
    @Test
    void containsNoLibraryOfAVendor() {
        for (String type : new String[] {
            "com.azure.security.keyvault.secrets.SecretClient",
            "com.azure.security.keyvault.keys.KeyClient",
            "software.amazon.awssdk.services.secretsmanager.SecretsManagerClient",
            "software.amazon.awssdk.services.kms.KmsClient",
            "com.google.cloud.secretmanager.v1.SecretManagerServiceClient",
            "com.google.cloud.kms.v1.KeyManagementServiceClient",
            "io.fabric8.kubernetes.client.KubernetesClient",
            "org.shredzone.acme4j.Session"
        }) {
            assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
        }
    }
}
