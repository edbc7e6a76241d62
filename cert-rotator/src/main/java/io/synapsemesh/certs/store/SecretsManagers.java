package io.synapsemesh.certs.store;

import io.synapsemesh.certs.store.aws.AwsKmsConfig;
import io.synapsemesh.certs.store.aws.AwsKmsWrap;
import io.synapsemesh.certs.store.google.GoogleKmsConfig;
import io.synapsemesh.certs.store.google.GoogleKmsWrap;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.certs.store.keyvault.KeyVaultSecretsStore;
import io.synapsemesh.certs.store.keyvault.KeyVaultWrap;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsConfig;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsStore;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsConfig;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsStore;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsConfig;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsStore;
import io.synapsemesh.certs.store.vault.VaultKvConfig;
import io.synapsemesh.certs.store.vault.VaultKvStore;
import java.time.Clock;
import java.time.Duration;

/// Opens a folder in a secrets manager. Nothing is asked over the network until the folder is used.
///
/// In each, `prefix` begins the names of its secrets and keeps folders apart, such as `synapsemesh-ca-`. All throw
/// [StoreFailed] with SYN0826 if the SDK they need is not there; Vault needs none.
public final class SecretsManagers {
    private static final OptionalLibrary KUBERNETES =
            new OptionalLibrary("io.fabric8:kubernetes-client", "io.fabric8.kubernetes.client.KubernetesClient");
    private static final OptionalLibrary KUBERNETES_HTTP = new OptionalLibrary(
            "io.fabric8:kubernetes-httpclient-jdk", "io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory");
    private static final OptionalLibrary KEY_VAULT = new OptionalLibrary(
            "com.azure:azure-security-keyvault-secrets", "com.azure.security.keyvault.secrets.SecretClient");
    private static final OptionalLibrary KEY_VAULT_KEYS =
            new OptionalLibrary("com.azure:azure-security-keyvault-keys", "com.azure.security.keyvault.keys.KeyClient");
    private static final OptionalLibrary AZURE_IDENTITY =
            new OptionalLibrary("com.azure:azure-identity", "com.azure.identity.DefaultAzureCredentialBuilder");
    private static final OptionalLibrary AWS = new OptionalLibrary(
            "software.amazon.awssdk:secretsmanager",
            "software.amazon.awssdk.services.secretsmanager.SecretsManagerClient");
    private static final OptionalLibrary GOOGLE = new OptionalLibrary(
            "com.google.cloud:google-cloud-secretmanager",
            "com.google.cloud.secretmanager.v1.SecretManagerServiceClient");

    private static final OptionalLibrary AWS_KMS =
            new OptionalLibrary("software.amazon.awssdk:kms", "software.amazon.awssdk.services.kms.KmsClient");
    private static final OptionalLibrary GOOGLE_KMS = new OptionalLibrary(
            "com.google.cloud:google-cloud-kms", "com.google.cloud.kms.v1.KeyManagementServiceClient");

    private SecretsManagers() {}

    public static RemoteStore vault(VaultKvConfig config, String prefix, Clock clock) {
        return VaultKvStore.open(config, prefix, clock);
    }

    public static RemoteStore kubernetes(KubernetesSecretsConfig config, String prefix, Clock clock) {
        KUBERNETES.require("a store in Kubernetes Secrets");
        KUBERNETES_HTTP.require("a store in Kubernetes Secrets");
        return KubernetesSecretsStore.open(config, prefix, clock);
    }

    /// The cluster that the environment or a kubeconfig names.
    public static RemoteStore thisCluster(String namespace, Duration deadline, String prefix, Clock clock) {
        KUBERNETES.require("a store in Kubernetes Secrets");
        KUBERNETES_HTTP.require("a store in Kubernetes Secrets");
        return KubernetesSecretsStore.here(namespace, deadline, prefix, clock);
    }

    public static RemoteStore azureKeyVault(KeyVaultConfig config, String prefix, Clock clock) {
        KEY_VAULT.require("a store in Azure Key Vault");
        AZURE_IDENTITY.require("a store in Azure Key Vault");
        return KeyVaultSecretsStore.open(config, prefix, clock);
    }

    /// What wraps the key-encryption key ([KekSource.Vault]).
    ///
    /// @param keyName an RSA key of 2048 bits or more
    public static KeyWrap keyVaultWrap(KeyVaultConfig config, String keyName, Clock clock) {
        KEY_VAULT_KEYS.require("a key-encryption key in Azure Key Vault");
        AZURE_IDENTITY.require("a key-encryption key in Azure Key Vault");
        return KeyVaultWrap.open(config, keyName, clock);
    }

    /// As [#keyVaultWrap].
    public static KeyWrap awsKms(AwsKmsConfig config, Clock clock) {
        AWS_KMS.require("a key-encryption key in AWS KMS");
        return AwsKmsWrap.open(config, clock);
    }

    /// As [#keyVaultWrap].
    public static KeyWrap googleKms(GoogleKmsConfig config, Clock clock) {
        GOOGLE_KMS.require("a key-encryption key in Google Cloud KMS");
        return GoogleKmsWrap.open(config, clock);
    }

    public static RemoteStore awsSecretsManager(AwsSecretsConfig config, String prefix, Clock clock) {
        AWS.require("a store in AWS Secrets Manager");
        return AwsSecretsStore.open(config, prefix, clock);
    }

    public static RemoteStore googleSecretManager(GoogleSecretsConfig config, String prefix, Clock clock) {
        GOOGLE.require("a store in Google Secret Manager");
        return GoogleSecretsStore.open(config, prefix, clock);
    }
}
