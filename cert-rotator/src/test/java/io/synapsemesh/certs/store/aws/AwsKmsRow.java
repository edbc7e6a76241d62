package io.synapsemesh.certs.store.aws;

import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.KeyWrapPeer;
import io.synapsemesh.certs.store.KeyWrapRow;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// A symmetric key of the fake KMS behind an alias, which "rotation by hand" points at another key.
public final class AwsKmsRow {
    private AwsKmsRow() {}

    public static KeyWrapRow row() {
        return new KeyWrapRow("AWS KMS", (clock, directory, deadline) -> {
            var fake = new AwsKmsFake();
            var server = new StoreFakeServer(fake);
            fake.point("alias/mesh-kek");
            var config = new AwsKmsConfig(
                    "eu-central-1",
                    "alias/mesh-kek",
                    Optional.of(server.address()),
                    new ServerTrust.Pinned(TestFiles.plain(directory, "kms-ca.pem", server.caPem())),
                    deadline);
            var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDFAKE", "of-the-fake"));
            return new KeyWrapPeer(
                    server, AwsKmsWrap.open(config, credentials, clock), () -> fake.point("alias/mesh-kek"));
        });
    }
}
