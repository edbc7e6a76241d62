package io.synapsemesh.certs.store.secretsmanager;

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
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

public final class AwsSecretsRow {
    private AwsSecretsRow() {}

    public static StoreRow row() {
        return StoreRow.fake(
                "AWS Secrets Manager",
                "`AwsSecretsFake`, from the API reference of 2017-10-17",
                StoreRow.Writers.COMPARE_AND_SET,
                (clock, directory) -> open(new AwsSecretsFake(), clock, directory));
    }

    static StorePeer open(AwsSecretsFake fake, Clock clock, Path directory) throws IOException {
        var server = new StoreFakeServer(fake);
        var config = new AwsSecretsConfig(
                "eu-central-1",
                Optional.of(server.address()),
                Optional.empty(),
                new ServerTrust.Pinned(TestFiles.plain(directory, "ca.pem", server.caPem())),
                StoreConformance.DEADLINE);
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDFAKE", "of-the-fake"));
        return new FakePeer(
                server,
                AwsSecretsStore.CONTENT_BYTES_MAX,
                () -> AwsSecretsStore.open(config, credentials, "synapsemesh-ca-", clock));
    }
}
