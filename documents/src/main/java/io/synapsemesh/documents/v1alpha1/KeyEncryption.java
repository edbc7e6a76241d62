package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.AwsRegion;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Empty;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.FilePath;
import io.synapsemesh.documents.schema.FixedChoice;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.Pattern;
import org.jspecify.annotations.Nullable;

/// What protects the one key that all CA material, leaves and token keys are sealed with: exactly one. A start under
/// another one than it was made with is refused, so it stays.
@ExactlyOne({"dataDirectory", "passphrase", "azureKeyVault", "awsKms", "gcpKms"})
@FixedChoice
public record KeyEncryption(
        @Doc("Nothing but the data directory's mode: it lies there in clear.") @Nullable
        DataDirectory dataDirectory,

        @Doc("A passphrase.") @Nullable Passphrase passphrase,
        @Doc("An RSA key of an Azure Key Vault.") @Nullable AzureKeyVault azureKeyVault,
        @Doc("A symmetric key of AWS KMS.") @Nullable AwsKms awsKms,

        @Doc("A symmetric key of Google Cloud KMS.") @Nullable
        GcpKms gcpKms) {

    /// Mode 0600 in a directory of mode 0700.
    @Empty
    public record DataDirectory() {}

    /// A passphrase that is read at each start.
    public record Passphrase(
            @Doc("A file with it, 12 bytes or more, for its owner alone.") @FilePath
            String file) {}

    /// A key that stays in Azure Key Vault.
    public record AzureKeyVault(
            @Doc("The vault's address.") @HttpsUrl String vaultUrl,

            @Doc("The key's name.") @Pattern(value = "^[0-9a-zA-Z-]{1,127}$", example = "mesh-kek") @Length(max = 127)
            String keyName,

            @Doc("The client id of the control plane's identity; that of the environment if absent.") @Nullable @Guid
            String clientId) {}

    /// A key that stays in AWS KMS, used as whoever the SDK's default chain finds.
    public record AwsKms(
            @Doc("The region.") @AwsRegion String region,

            @Doc("The key's id, alias or ARN.")
            @Pattern(
                    value = "^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/|alias/)?[A-Za-z0-9/_-]{1,256}$",
                    example = "alias/mesh-kek")
            @Length(max = 350)
            String keyId,

            @Doc("Another address than the region's own.") @Nullable @HttpsUrl
            String endpoint,

            @Doc("Who may have signed the address's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile) {}

    /// A key that stays in Google Cloud KMS, used as the application default credential.
    public record GcpKms(
            @Doc("The key's full name.")
            @Pattern(
                    value = "^projects/[a-z0-9-]{6,30}/locations/[a-z0-9-]{1,63}/keyRings/[A-Za-z0-9_-]{1,63}"
                            + "/cryptoKeys/[A-Za-z0-9_-]{1,63}$",
                    example = "projects/mesh-project/locations/europe-west1/keyRings/mesh/cryptoKeys/kek")
            @Length(max = 300)
            String keyName,

            @Doc("Another address than Google's own.") @Nullable @HttpsUrl
            String endpoint,

            @Doc("Who may have signed the address's certificate; the runtime's own CAs if absent.") @Nullable @FilePath
            String caFile) {}
}
