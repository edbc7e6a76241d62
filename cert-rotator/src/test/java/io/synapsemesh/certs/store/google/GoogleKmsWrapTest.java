package io.synapsemesh.certs.store.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.store.KeyWrap;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to Google Cloud KMS: an answer that was changed on the way is no key.
final class GoogleKmsWrapTest {
    private static final byte[] KEY = new byte[32];

    @TempDir
    Path directory;

    @Test
    void anAnswerThatDoesNotAddUpIsRefused() throws Exception {
        var fake = new GoogleKmsFake();
        try (var peer = GoogleKmsRow.open(fake, new TestClock(), directory, Duration.ofSeconds(20))) {
            var wrap = peer.wrap();
            var wrapped = wrap.wrap(KEY);
            assertThat(wrap.unwrap(wrapped)).isEqualTo(KEY);

            fake.change(answer -> answer.put("plaintextCrc32c", "1"));
            refused(() -> wrap.unwrap(wrapped));
            fake.change(answer -> answer.remove("plaintextCrc32c"));
            refused(() -> wrap.unwrap(wrapped));
            for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                    answer -> answer.put("ciphertextCrc32c", "1"),
                    answer -> answer.put("verifiedPlaintextCrc32c", false),
                    answer -> answer.put("verifiedAdditionalAuthenticatedDataCrc32c", false),
                    answer ->
                            answer.put("name", GoogleKmsFake.KEY.replace("mesh-kek", "other") + "/cryptoKeyVersions/1"),
                    answer -> answer.put("ciphertext", ""))) {
                fake.change(change);
                refused(() -> wrap.wrap(KEY));
            }
            fake.change(answer -> {});
            assertThat(wrap.unwrap(wrapped)).isEqualTo(KEY);
        }
    }

    @Test
    void theKeyIsBoundToItsPurpose() throws Exception {
        var fake = new GoogleKmsFake();
        try (var peer = GoogleKmsRow.open(fake, new TestClock(), directory, Duration.ofSeconds(20))) {
            KeyWrap.Wrapped wrapped = peer.wrap().wrap(KEY);
            peer.wrap().unwrap(wrapped);
            assertThat(fake.purposes()).containsExactly("synapsemesh ca/kek");
        }
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailed.class, e -> assertThat(e.code()).isEqualTo(Code.SYN0825));
    }
}
