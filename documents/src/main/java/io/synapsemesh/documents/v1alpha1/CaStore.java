package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.AwsRegion;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Empty;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.FilePath;
import io.synapsemesh.documents.schema.FixedChoice;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Immutable;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamePrefix;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.VaultPath;
import io.synapsemesh.documents.schema.Visible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the sealed keys of the CAs are kept: exactly one. It stays, and so does the place in it: a control plane that
/// looks elsewhere would find nothing and make new roots. How it is reached and by whom may change.
@ExactlyOne({"files", "kubernetesSecrets", "vaultKv", "azureKeyVault", "awsSecretsManager", "gcpSecretManager"})
@FixedChoice
public record CaStore(
        @Doc("The data directory.") @Nullable Files files,

        @Doc("Secrets of one namespace of this cluster.") @Nullable
        KubernetesSecrets kubernetesSecrets,

        @Doc("The KV engine, version 2, of Vault or OpenBao.") @Nullable
        VaultKv vaultKv,

        @Doc("Secrets of an Azure Key Vault.") @Nullable AzureKeyVault azureKeyVault,
        @Doc("AWS Secrets Manager.") @Nullable AwsSecretsManager awsSecretsManager,
        @Doc("Google Secret Manager.") @Nullable GcpSecretManager gcpSecretManager) {

    /// The data directory itself.
    @Empty
    public record Files() {}

    /// Secrets of this cluster, reached as the environment or a kubeconfig says.
    public record KubernetesSecrets(
            @Immutable @Doc("Their namespace, which should hold nothing else.") @NamespaceName
            String namespace,

            @Default("synapsemesh-ca-") @Immutable @Doc("How their names begin.") @NamePrefix
            String prefix) {}

    /// Vault's or OpenBao's KV engine, version 2.
    public record VaultKv(
            @Immutable @Doc("The address of the server.") @HttpsUrl
            String address,

            @Doc("Who may have signed the server's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile,

            @Default("secret") @Immutable @Doc("Where the engine is mounted.") @VaultPath
            String mount,

            @Default("synapsemesh/ca") @Immutable @Doc("The path under it.") @VaultPath
            String path,

            @Immutable @Doc("A namespace of Vault Enterprise or OpenBao.") @Nullable @VaultPath
            String namespace,

            @Default("{tokenFile: /var/run/secrets/vault/token}") @Doc("How Vault knows the control plane.")
            VaultAuth auth) {}

    /// Secrets of an Azure Key Vault.
    public record AzureKeyVault(
            @Immutable @Doc("The vault's address.") @HttpsUrl
            String vaultUrl,

            @Doc("The client id of the control plane's identity; that of the environment if absent.") @Nullable @Guid
            String clientId,

            @Default("synapsemesh-ca-") @Immutable @Doc("How the names of its secrets begin.") @NamePrefix
            String prefix) {}

    /// AWS Secrets Manager, as whoever the SDK's default chain finds.
    public record AwsSecretsManager(
            @Immutable @Doc("The region.") @AwsRegion String region,

            @Doc("Another address than the region's own.") @Nullable @HttpsUrl
            String endpoint,

            @Doc("Who may have signed the address's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile,

            @Doc("What encrypts the secrets there; the account's own key if absent.") @Nullable @Visible
            String kmsKeyId,

            @Default("synapsemesh-ca-") @Immutable @Doc("How the names of its secrets begin.") @NamePrefix
            String prefix) {}

    /// Google Secret Manager, as the application default credential.
    public record GcpSecretManager(
            @Immutable
            @Doc("The project's id or number.")
            @Pattern(value = "^([a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]{6,20})$", example = "mesh-project")
            @Length(max = 30)
            String project,

            @Doc("Another address than Google's own.") @Nullable @HttpsUrl
            String endpoint,

            @Doc("Who may have signed the address's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile,

            @Default("[]") @Doc("Where new secrets are kept; Google chooses if empty.") @Items(max = 10)
            List<@Visible String> locations,

            @Default("synapsemesh-ca-") @Immutable @Doc("How the names of its secrets begin.") @NamePrefix
            String prefix) {}
}
