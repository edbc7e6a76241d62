package io.synapsemesh.certs.store.keyvault;

import io.synapsemesh.certs.issuer.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// One Azure Key Vault and who we are to it. As a store of secrets the identity needs Get, List, Set, Delete and
/// Recover on secrets (role Key Vault Secrets Officer); to wrap a key, Get, Wrap Key and Unwrap Key on that key; to
/// sign, Get and Sign.
///
/// @param vault such as `https://mesh.vault.azure.net`
/// @param clientId of the managed or federated identity; that of the environment if absent
/// @param deadline of one operation
public record KeyVaultConfig(URI vault, Optional<String> clientId, ServerTrust trust, Duration deadline) {
    public KeyVaultConfig {
        if (!"https".equals(vault.getScheme()) || vault.getHost() == null) {
            throw new IllegalArgumentException("a vault is an https address, not " + vault);
        }
    }

    String title() {
        return "Azure Key Vault " + vault.getHost();
    }
}
