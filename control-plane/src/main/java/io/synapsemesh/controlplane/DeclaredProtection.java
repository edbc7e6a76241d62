package io.synapsemesh.controlplane;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.SmallFile;
import io.synapsemesh.certs.store.KekSource;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.SecretsManagers;
import io.synapsemesh.certs.store.aws.AwsKmsConfig;
import io.synapsemesh.certs.store.google.GoogleKmsConfig;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.documents.v1alpha1.KeyEncryption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// From `MeshTrust.keyEncryption` to what protects the key-encryption key.
record DeclaredProtection(KeyEncryption spec) {
    /// Whether the key lies in clear where it is kept, so that it must not leave the data directory.
    boolean isInClear() {
        return spec.dataDirectory() != null;
    }

    /// Opens it for as long as `use` takes.
    ///
    /// @throws io.synapsemesh.certs.store.StoreFailed if the SDK is not there, or whatever `use` throws
    /// @throws IssuanceFailed if a file that it names cannot be read, or may be read by others
    /// @throws IllegalArgumentException if the passphrase is too short
    <T> T with(Clock clock, Function<KekSource, T> use) {
        if (spec.passphrase() instanceof KeyEncryption.Passphrase in) {
            return use.apply(new KekSource.Passphrase(passphrase(Path.of(in.file()))));
        }
        var wrap = wrap(clock);
        if (wrap.isEmpty()) {
            return use.apply(new KekSource.Beside());
        }
        try (var open = wrap.get()) {
            return use.apply(new KekSource.Vault(open));
        }
    }

    private Optional<KeyWrap> wrap(Clock clock) {
        if (spec.azureKeyVault() instanceof KeyEncryption.AzureKeyVault in) {
            var config = new KeyVaultConfig(
                    URI.create(in.vaultUrl()),
                    Optional.ofNullable(in.clientId()),
                    new ServerTrust.System(),
                    DeclaredStore.DEADLINE);
            return Optional.of(SecretsManagers.keyVaultWrap(config, in.keyName(), clock));
        }
        if (spec.awsKms() instanceof KeyEncryption.AwsKms in) {
            var config = new AwsKmsConfig(
                    in.region(),
                    in.keyId(),
                    Optional.ofNullable(in.endpoint()).map(URI::create),
                    DeclaredStore.trust(in.caFile()),
                    DeclaredStore.DEADLINE);
            return Optional.of(SecretsManagers.awsKms(config, clock));
        }
        if (spec.gcpKms() instanceof KeyEncryption.GcpKms in) {
            var config = new GoogleKmsConfig(
                    in.keyName(),
                    DeclaredStore.hostPort(in.endpoint()),
                    DeclaredStore.trust(in.caFile()),
                    DeclaredStore.DEADLINE);
            return Optional.of(SecretsManagers.googleKms(config, clock));
        }
        return Optional.empty();
    }

    /// Without the line's end that editors and secrets' mounts leave.
    private static SecretBytes passphrase(Path file) {
        byte[] content = SmallFile.privateKey(file);
        int length = content.length;
        while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
            length--;
        }
        byte[] bare = Arrays.copyOf(content, length);
        try {
            return SecretBytes.copyOf(bare);
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(bare, (byte) 0);
        }
    }
}
