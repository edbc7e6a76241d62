package io.synapsemesh.certs.store.secretmanager;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
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
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

public final class GoogleSecretsRow {
    private GoogleSecretsRow() {}

    public static StoreRow row() {
        return StoreRow.fake(
                "Google Secret Manager",
                "`GoogleSecretsFake`, from the published REST reference, v1",
                StoreRow.Writers.COMPARE_AND_SET,
                (clock, directory) -> open(new GoogleSecretsFake(), clock, directory));
    }

    static StorePeer open(GoogleSecretsFake fake, Clock clock, Path directory) throws IOException {
        var server = new StoreFakeServer(fake);
        var config = new GoogleSecretsConfig(
                "mesh-project",
                Optional.of("localhost:" + server.address().getPort()),
                List.of(),
                new ServerTrust.Pinned(TestFiles.plain(directory, "ca.pem", server.caPem())),
                StoreConformance.DEADLINE);
        var token =
                new AccessToken(GoogleSecretsFake.TOKEN, Date.from(Instant.now().plusSeconds(86_400)));
        var credentials = FixedCredentialsProvider.create(OAuth2Credentials.create(token));
        return new FakePeer(
                server,
                GoogleSecretsStore.CONTENT_BYTES_MAX,
                () -> GoogleSecretsStore.open(config, credentials, "synapsemesh-ca-", clock));
    }
}
