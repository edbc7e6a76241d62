package io.synapsemesh.controlplane;

import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.store.SecretsManagers;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsConfig;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsConfig;
import io.synapsemesh.certs.store.vault.VaultKvConfig;
import io.synapsemesh.documents.v1alpha1.CaStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From `MeshTrust.caStore` to the store. Nothing is asked over the network.
record DeclaredStore(CaStore spec) {
    /// Of one operation, whatever it takes over the network.
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /// Of Vault's secrets, which lie under a path of their own anyway.
    private static final String PREFIX = "synapsemesh-ca-";

    static final String FILES = "files";

    /// Empty if it is the data directory itself.
    ///
    /// @throws io.synapsemesh.certs.store.StoreFailed with SYN0826 if its SDK is not there
    /// @throws io.synapsemesh.certs.IssuanceFailed if a CA file that it names cannot be read
    Optional<RemoteStore> open(Clock clock) {
        if (spec.kubernetesSecrets() instanceof CaStore.KubernetesSecrets in) {
            return Optional.of(SecretsManagers.thisCluster(in.namespace(), DEADLINE, in.prefix(), clock));
        }
        if (spec.vaultKv() instanceof CaStore.VaultKv in) {
            var config = new VaultKvConfig(
                    new IssuerHttp.Endpoint(URI.create(in.address()), trust(in.caFile()), DEADLINE),
                    in.mount(),
                    in.path(),
                    Optional.ofNullable(in.namespace()),
                    DeclaredIssuer.login(in.auth()));
            return Optional.of(SecretsManagers.vault(config, PREFIX, clock));
        }
        if (spec.azureKeyVault() instanceof CaStore.AzureKeyVault in) {
            var config = new KeyVaultConfig(
                    URI.create(in.vaultUrl()), Optional.ofNullable(in.clientId()), new ServerTrust.System(), DEADLINE);
            return Optional.of(SecretsManagers.azureKeyVault(config, in.prefix(), clock));
        }
        if (spec.awsSecretsManager() instanceof CaStore.AwsSecretsManager in) {
            var config = new AwsSecretsConfig(
                    in.region(),
                    Optional.ofNullable(in.endpoint()).map(URI::create),
                    Optional.ofNullable(in.kmsKeyId()),
                    trust(in.caFile()),
                    DEADLINE);
            return Optional.of(SecretsManagers.awsSecretsManager(config, in.prefix(), clock));
        }
        if (spec.gcpSecretManager() instanceof CaStore.GcpSecretManager in) {
            var config = new GoogleSecretsConfig(
                    in.project(), hostPort(in.endpoint()), in.locations(), trust(in.caFile()), DEADLINE);
            return Optional.of(SecretsManagers.googleSecretManager(config, in.prefix(), clock));
        }
        return Optional.empty();
    }

    /// Which one of all places it is, in one line: equal lines find the same material.
    String place() {
        if (spec.kubernetesSecrets() instanceof CaStore.KubernetesSecrets in) {
            return line("kubernetesSecrets", in.namespace(), in.prefix());
        }
        if (spec.vaultKv() instanceof CaStore.VaultKv in) {
            String namespace = in.namespace() == null ? "-" : in.namespace();
            return line("vaultKv", in.address(), namespace, in.mount(), in.path());
        }
        if (spec.azureKeyVault() instanceof CaStore.AzureKeyVault in) {
            return line("azureKeyVault", in.vaultUrl(), in.prefix());
        }
        if (spec.awsSecretsManager() instanceof CaStore.AwsSecretsManager in) {
            return line("awsSecretsManager", in.region(), in.prefix());
        }
        if (spec.gcpSecretManager() instanceof CaStore.GcpSecretManager in) {
            return line("gcpSecretManager", in.project(), in.prefix());
        }
        return FILES;
    }

    private static String line(String... words) {
        return String.join(" ", words);
    }

    static ServerTrust trust(@Nullable String caFile) {
        return caFile == null ? new ServerTrust.System() : new ServerTrust.Pinned(Path.of(caFile));
    }

    /// As Google's client wants an address.
    static Optional<String> hostPort(@Nullable String endpoint) {
        return Optional.ofNullable(endpoint)
                .map(URI::create)
                .map(uri -> uri.getHost() + ":" + (uri.getPort() < 0 ? 443 : uri.getPort()));
    }
}
