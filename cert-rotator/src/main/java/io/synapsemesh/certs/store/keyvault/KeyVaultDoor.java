package io.synapsemesh.certs.store.keyvault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.remote.StoreHttp;
import java.time.Duration;

/// The clients of one vault over one bounded transport, without retries of their own.
///
/// The challenge of a vault names the resource a token is asked for; that it is the vault's own domain is verified by
/// the SDK, and left off only where a test stands in for the vault under another name.
public final class KeyVaultDoor implements AutoCloseable {
    private static final long ANSWER_BYTES_MAX = 1024 * 1024;
    private static final RetryOptions NONE = new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

    private final KeyVaultConfig config;
    private final TokenCredential credential;
    private final Resource resource;
    private final StoreHttp http;
    private final HttpClient client;

    /// Whether the resource of a challenge must be the vault's own.
    public enum Resource {
        VERIFIED,
        ANY
    }

    public KeyVaultDoor(KeyVaultConfig config, TokenCredential credential, Resource resource, Breaker breaker) {
        this.config = config;
        this.credential = credential;
        this.resource = resource;
        this.http = new StoreHttp(config.trust(), config.deadline(), ANSWER_BYTES_MAX, breaker);
        this.client = new BoundedAzureHttp(http);
    }

    /// As whoever the environment says we are: workload identity, managed identity, or a developer.
    public static KeyVaultDoor open(KeyVaultConfig config, Breaker breaker) {
        var builder = new DefaultAzureCredentialBuilder();
        config.clientId().ifPresent(id -> builder.managedIdentityClientId(id).workloadIdentityClientId(id));
        return new KeyVaultDoor(config, builder.build(), Resource.VERIFIED, breaker);
    }

    SecretClient secrets() {
        var builder = new SecretClientBuilder()
                .vaultUrl(config.vault().toString())
                .credential(credential)
                .httpClient(client)
                .retryOptions(NONE);
        return (resource == Resource.ANY ? builder.disableChallengeResourceVerification() : builder).buildClient();
    }

    public KeyClient keys() {
        var builder = new KeyClientBuilder()
                .vaultUrl(config.vault().toString())
                .credential(credential)
                .httpClient(client)
                .retryOptions(NONE);
        return (resource == Resource.ANY ? builder.disableChallengeResourceVerification() : builder).buildClient();
    }

    /// Every operation is the vault's: with a cached public key the SDK would wrap and verify by itself.
    ///
    /// @param keyId with its version
    public CryptographyClient cryptography(String keyId) {
        var builder = new CryptographyClientBuilder()
                .keyIdentifier(keyId)
                .credential(credential)
                .httpClient(client)
                .disableKeyCaching()
                .retryOptions(NONE);
        return (resource == Resource.ANY ? builder.disableChallengeResourceVerification() : builder).buildClient();
    }

    @Override
    public void close() {
        http.close();
    }
}
