package io.synapsemesh.certs.store.keyvault;

import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.KeyWrapPeer;
import io.synapsemesh.certs.store.KeyWrapRow;
import io.synapsemesh.certs.store.remote.StoreFakeServer;

/// An RSA key of the fake vault.
public final class KeyVaultWrapRow {
    private KeyVaultWrapRow() {}

    public static KeyWrapRow row() {
        return new KeyWrapRow("Azure Key Vault", (clock, directory, deadline) -> {
            var fake = new KeyVaultFake();
            var server = new StoreFakeServer(fake);
            fake.keys().addRsa("kek");
            var config = KeyVaultRow.config(server, directory, deadline);
            var wrap = new KeyVaultWrap(config, "kek", KeyVaultRow.door(config, new Breaker(clock)));
            return new KeyWrapPeer(server, wrap, () -> fake.keys().addRsa("kek"));
        });
    }
}
