package io.synapsemesh.certs.store.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AwsSecretsStoreTest {
    private static final byte[] FIRST = "SMS1 first".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "SMS1 second".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final AwsSecretsFake fake = new AwsSecretsFake();
    private final TestClock clock = new TestClock();

    @Test
    void aWriteEndsWithCurrentAndPreviousAndNothingPending() throws Exception {
        try (var peer = AwsSecretsRow.open(fake, clock, directory)) {
            var store = peer.client();
            store.write("kek", FIRST);
            assertThat(fake.stagesOf("synapsemesh-ca-kek")).containsExactly("AWSCURRENT");
            store.write("kek", SECOND);
            assertThat(fake.stagesOf("synapsemesh-ca-kek")).containsExactly("AWSCURRENT", "AWSPREVIOUS");
        }
    }

    @Test
    void aWriteThatDiesBeforeItsMoveLeavesTheOldOneCurrentAndIsTakenOver() throws Exception {
        try (var peer = AwsSecretsRow.open(fake, clock, directory)) {
            var store = peer.client();
            store.write("kek", FIRST);
            peer.cut(StoreFakeServer.Cut.BEFORE, 3);
            assertThatThrownBy(() -> store.write("kek", SECOND)).isInstanceOf(StoreFailed.class);
            peer.become(StoreFault.NONE);
            clock.advance(Duration.ofSeconds(2));
            assertThat(fake.stagesOf("synapsemesh-ca-kek")).containsExactly("AWSCURRENT", "AWSPENDING");
            var restarted = peer.client();
            assertThat(restarted.read("kek")).contains(FIRST);
            restarted.write("kek", SECOND);
            assertThat(fake.stagesOf("synapsemesh-ca-kek")).containsExactly("AWSCURRENT", "AWSPREVIOUS");
        }
    }

    /// The service answers both with ResourceNotFoundException.
    @Test
    void aSecretWithoutACurrentVersionIsNotAbsent() throws Exception {
        try (var peer = AwsSecretsRow.open(fake, clock, directory)) {
            fake.createWithoutValue("synapsemesh-ca-kek");
            assertThatThrownBy(() -> peer.client().read("kek"))
                    .isInstanceOf(StoreFailed.class)
                    .hasMessageContaining("SYN0825")
                    .hasMessageContaining("AWSCURRENT");
        }
    }
}
