package io.synapsemesh.certs.store;

import io.fabric8.kubernetes.client.Config;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.OptionalIssuers;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.keyvault.KeyVaultIssuer;
import io.synapsemesh.certs.store.aws.AwsKmsConfig;
import io.synapsemesh.certs.store.google.GoogleKmsConfig;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.certs.store.kubernetes.KubernetesSecretsConfig;
import io.synapsemesh.certs.store.secretmanager.GoogleSecretsConfig;
import io.synapsemesh.certs.store.secretsmanager.AwsSecretsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Run by [OptionalLibraryTest] in a class loader that has no vendor's SDK: opens each store and says what came of it.
@SuppressWarnings("NullAway") // what is null here is never reached
public final class MissingLibraries implements Callable<List<String>> {
    private static final String PREFIX = "synapsemesh-ca-";
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final ServerTrust TRUST = new ServerTrust.System();

    @Override
    public List<String> call() {
        var clock = Clock.systemUTC();
        var vault = new KeyVaultConfig(URI.create("https://mesh.vault.azure.net"), Optional.empty(), TRUST, DEADLINE);
        var aws = new AwsSecretsConfig("eu-central-1", Optional.empty(), Optional.empty(), TRUST, DEADLINE);
        var google = new GoogleSecretsConfig("mesh-project", Optional.empty(), List.of(), TRUST, DEADLINE);
        return List.of(
                outcome(() -> SecretsManagers.azureKeyVault(vault, PREFIX, clock)),
                outcome(() -> SecretsManagers.awsSecretsManager(aws, PREFIX, clock)),
                outcome(() -> SecretsManagers.googleSecretManager(google, PREFIX, clock)),
                outcome(() -> SecretsManagers.kubernetes(Cluster.none(), PREFIX, clock)),
                outcome(() -> SecretsManagers.keyVaultWrap(vault, "kek", clock)),
                outcome(Issuer::open),
                outcome(() -> SecretsManagers.awsKms(
                        new AwsKmsConfig("eu-central-1", "alias/kek", Optional.empty(), TRUST, DEADLINE), clock)),
                outcome(() -> SecretsManagers.googleKms(
                        new GoogleKmsConfig(
                                "projects/mesh-project/locations/global/keyRings/mesh/cryptoKeys/kek",
                                Optional.empty(),
                                TRUST,
                                DEADLINE),
                        clock)),
                outcome(() -> SecretsManagers.thisCluster("mesh", DEADLINE, PREFIX, clock)),
                outcome(() -> new OptionalIssuers.CertManager("mesh", "ca", "Issuer", "cert-manager.io", anchors())
                        .open(clock)),
                outcome(() -> OptionalIssuers.acme(null, null, clock)));
    }

    private static AnchorsFile anchors() {
        return new AnchorsFile(Path.of("/nowhere.pem"), Clock.systemUTC());
    }

    private static String outcome(Callable<?> opening) {
        try {
            return "opened " + opening.call();
        } catch (Exception | LinkageError e) {
            return e.toString();
        }
    }

    /// Touched only when asked for: the record names a class of the client.
    private static final class Cluster {
        static KubernetesSecretsConfig none() {
            return new KubernetesSecretsConfig((Config) null, "mesh", DEADLINE);
        }
    }

    private static final class Issuer {
        static Object open() {
            return KeyVaultIssuer.open(null, null, null, null, null, null);
        }
    }
}
