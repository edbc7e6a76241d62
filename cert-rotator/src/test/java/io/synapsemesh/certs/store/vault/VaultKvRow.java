package io.synapsemesh.certs.store.vault;

import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.issuer.vault.VaultLogin;
import io.synapsemesh.certs.store.remote.FakePeer;
import io.synapsemesh.certs.store.remote.StoreConformance;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StorePeer;
import io.synapsemesh.certs.store.remote.StoreRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

public final class VaultKvRow {
    private VaultKvRow() {}

    public static StoreRow row() {
        return StoreRow.fake(
                "Vault KV v2",
                "`VaultKvFake`, from Vault's published HTTP API",
                StoreRow.Writers.COMPARE_AND_SET,
                (clock, directory) -> open(new VaultKvFake(), clock, directory));
    }

    static StorePeer open(VaultKvFake fake, Clock clock, Path directory) throws IOException {
        var server = new StoreFakeServer(fake);
        var config = new VaultKvConfig(
                new IssuerHttp.Endpoint(
                        server.address(),
                        new ServerTrust.Pinned(TestFiles.plain(directory, "ca.pem", server.caPem())),
                        StoreConformance.DEADLINE),
                "secret",
                "synapsemesh/ca",
                Optional.empty(),
                new VaultLogin.TokenFile(TestFiles.secret(directory, "token", VaultKvFake.TOKEN)));
        return new FakePeer(
                server, VaultKvStore.CONTENT_BYTES_MAX, () -> VaultKvStore.open(config, "synapsemesh-ca-", clock));
    }
}
