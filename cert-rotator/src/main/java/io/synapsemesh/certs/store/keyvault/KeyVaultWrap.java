package io.synapsemesh.certs.store.keyvault;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Clock;
import java.util.regex.Pattern;

/// RSA-OAEP-256 with a key of an Azure Key Vault. Rotating the key there changes nothing here until the next rewrap:
/// the
/// version that wrapped is kept with the wrapped key. The address always comes from the configuration.
public final class KeyVaultWrap implements KeyWrap {
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

    private final KeyVaultConfig config;
    private final String keyName;
    private final KeyVaultDoor door;
    private final KeyClient keys;

    KeyVaultWrap(KeyVaultConfig config, String keyName, KeyVaultDoor door) {
        if (!NAME.matcher(keyName).matches()) {
            throw new IllegalArgumentException("not the name of a key: " + keyName);
        }
        this.config = config;
        this.keyName = keyName;
        this.door = door;
        this.keys = door.keys();
    }

    /// @param keyName an RSA key of 2048 bits or more
    public static KeyVaultWrap open(KeyVaultConfig config, String keyName, Clock clock) {
        return new KeyVaultWrap(config, keyName, KeyVaultDoor.open(config, new Breaker(clock)));
    }

    @Override
    public String title() {
        return "the key " + keyName + " of " + config.title();
    }

    @Override
    public Wrapped wrap(byte[] key) {
        return VaultAnswers.call(title() + " did not wrap", () -> {
            String version = keys.getKey(keyName).getProperties().getVersion();
            if (version == null || version.isEmpty()) {
                throw new StoreFailed(Code.SYN0825, title() + " was answered without its version");
            }
            return new Wrapped(
                    version,
                    at(version).wrapKey(KeyWrapAlgorithm.RSA_OAEP_256, key).getEncryptedKey());
        });
    }

    @Override
    public byte[] unwrap(Wrapped wrapped) {
        return VaultAnswers.call(
                title() + " did not unwrap",
                () -> at(wrapped.version())
                        .unwrapKey(KeyWrapAlgorithm.RSA_OAEP_256, wrapped.bytes())
                        .getKey());
    }

    private CryptographyClient at(String version) {
        String vault = config.vault().toString();
        return door.cryptography((vault.endsWith("/") ? vault.substring(0, vault.length() - 1) : vault) + "/keys/"
                + keyName + "/" + version);
    }

    @Override
    public void close() {
        door.close();
    }
}
