package io.synapsemesh.certs.store.google;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.KeyWrapPeer;
import io.synapsemesh.certs.store.KeyWrapRow;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// A symmetric key of the fake Cloud KMS, whose rotation makes a new primary version.
public final class GoogleKmsRow {
    private GoogleKmsRow() {}

    public static KeyWrapRow row() {
        return new KeyWrapRow(
                "Google Cloud KMS",
                (clock, directory, deadline) -> open(new GoogleKmsFake(), clock, directory, deadline));
    }

    static KeyWrapPeer open(GoogleKmsFake fake, Clock clock, Path directory, Duration deadline) throws IOException {
        var server = new StoreFakeServer(fake);
        var config = new GoogleKmsConfig(
                GoogleKmsFake.KEY,
                Optional.of("localhost:" + server.address().getPort()),
                new ServerTrust.Pinned(TestFiles.plain(directory, "kms-ca.pem", server.caPem())),
                deadline);
        var token = new AccessToken(GoogleKmsFake.TOKEN, Date.from(Instant.now().plusSeconds(86_400)));
        var credentials = FixedCredentialsProvider.create(OAuth2Credentials.create(token));
        return new KeyWrapPeer(server, GoogleKmsWrap.open(config, credentials, clock), fake::rotate);
    }
}
