package io.synapsemesh.certs.store.keyvault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.remote.FakePeer;
import io.synapsemesh.certs.store.remote.StoreConformance;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StorePeer;
import io.synapsemesh.certs.store.remote.StoreRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import reactor.core.publisher.Mono;

public final class KeyVaultRow {
    private KeyVaultRow() {}

    public static StoreRow row() {
        return StoreRow.fake(
                "Azure Key Vault",
                "`KeyVaultFake`, from the published REST reference, 7.6",
                StoreRow.Writers.CHECKED,
                (clock, directory) -> open(new KeyVaultFake(), clock, directory));
    }

    static StorePeer open(KeyVaultFake fake, Clock clock, Path directory) throws IOException {
        var server = new StoreFakeServer(fake);
        var config = config(server, directory, StoreConformance.DEADLINE);
        return new FakePeer(server, KeyVaultSecretsStore.CONTENT_BYTES_MAX, () -> {
            var breaker = new Breaker(clock);
            return KeyVaultSecretsStore.open(config, door(config, breaker), breaker, "synapsemesh-ca-");
        });
    }

    public static KeyVaultConfig config(StoreFakeServer server, Path directory, Duration deadline) throws IOException {
        return new KeyVaultConfig(
                server.address(),
                Optional.empty(),
                new ServerTrust.Pinned(TestFiles.plain(directory, "vault-ca.pem", server.caPem())),
                deadline);
    }

    public static KeyVaultDoor door(KeyVaultConfig config, Breaker breaker) {
        TokenCredential credential = request -> Mono.just(
                new AccessToken(KeyVaultFake.TOKEN, OffsetDateTime.now().plusDays(1)));
        return new KeyVaultDoor(config, credential, KeyVaultDoor.Resource.ANY, breaker);
    }
}
