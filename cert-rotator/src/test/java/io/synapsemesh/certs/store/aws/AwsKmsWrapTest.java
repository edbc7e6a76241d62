package io.synapsemesh.certs.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// What is particular to AWS KMS.
final class AwsKmsWrapTest {
    private static final byte[] KEY = new byte[32];
    private static final String ACCOUNT = "arn:aws:kms:eu-central-1:111122223333:";

    @TempDir
    Path directory;

    private final AwsKmsFake fake = new AwsKmsFake();
    private final StoreFakeServer server = new StoreFakeServer(fake);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theKeyIsBoundToItsPurposeSoThatAPolicyCanBe() throws IOException {
        fake.point("alias/one");
        try (var wrap = open("alias/one")) {
            wrap.unwrap(wrap.wrap(KEY));
        }
        assertThat(fake.contexts()).containsExactly(Map.of("synapsemesh", "ca/kek"));
    }

    @Test
    void theAccountOfAnArnIsKeptForTheKeyThatWrapped() throws IOException {
        String id = fake.point("alias/one");
        for (String name : new String[] {ACCOUNT + "alias/one", ACCOUNT + "key/" + id, "alias/one", id}) {
            try (var wrap = open(name)) {
                var wrapped = wrap.wrap(KEY);
                assertThat(wrapped.version()).isEqualTo(id);
                assertThat(wrap.unwrap(wrapped)).isEqualTo(KEY);
                assertThat(fake.lastKeyId()).isEqualTo(name.startsWith("arn:") ? ACCOUNT + "key/" + id : id);
            }
        }
    }

    @Test
    void whatAnotherKeyWrappedIsNotOpened() throws IOException {
        fake.point("alias/one");
        String other = fake.point("alias/two");
        try (var wrap = open("alias/one")) {
            var wrapped = wrap.wrap(KEY);
            assertThatThrownBy(() -> wrap.unwrap(new KeyWrap.Wrapped(other, wrapped.bytes())))
                    .isInstanceOfSatisfying(
                            StoreFailed.class, e -> assertThat(e.code()).isEqualTo(Code.SYN0825))
                    .hasMessageContaining("IncorrectKeyException");
        }
    }

    private KeyWrap open(String keyId) throws IOException {
        var config = new AwsKmsConfig(
                "eu-central-1",
                keyId,
                Optional.of(server.address()),
                new ServerTrust.Pinned(TestFiles.plain(directory, "kms-ca.pem", server.caPem())),
                Duration.ofSeconds(20));
        return AwsKmsWrap.open(
                config,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDFAKE", "of-the-fake")),
                new TestClock());
    }
}
