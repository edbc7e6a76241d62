package io.synapsemesh.certs.issuer.keyvault;

import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.store.keyvault.KeyVaultConfig;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// `MeshTrust.issuer.azureKeyVault`. The identity needs Get and Sign on the key and nothing else.
///
/// @param keyName an EC key on P-256
/// @param keyVersion pins one; the newest if absent. The first anchor decides anyway: a version whose key is not that
///     certificate's signs nothing
/// @param intermediateTtl the outage budget: with the vault away, leaves are signed until half of it is left and
/// longer,
///     to its end
/// @param anchors the certificate of the key first
/// @param backdate `MeshTrust.leaf.backdate`
public record KeyVaultIssuerConfig(
        KeyVaultConfig vault,
        String keyName,
        Optional<String> keyVersion,
        Duration intermediateTtl,
        TrustDomain trustDomain,
        AnchorsFile anchors,
        Duration backdate) {
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

    public KeyVaultIssuerConfig {
        if (!NAME.matcher(keyName).matches()
                || keyVersion.filter(v -> !v.matches("[0-9a-zA-Z]{1,64}")).isPresent()) {
            throw new IllegalArgumentException("not the name or version of a key: " + keyName + ", " + keyVersion);
        }
    }
}
