package io.synapsemesh.certs.store.vault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.store.StoreFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultKvStoreTest {
    @TempDir
    Path directory;

    /// Whoever hears "absent" may make a new root.
    @Test
    void aVersionSomebodyDeletedIsNotAbsent() throws Exception {
        var fake = new VaultKvFake();
        try (var peer = VaultKvRow.open(fake, new TestClock(), directory)) {
            var store = peer.client();
            store.write("kek", "SMS1".getBytes(StandardCharsets.US_ASCII));
            fake.softDelete("synapsemesh/ca/synapsemesh-ca-kek");
            assertThatThrownBy(() -> store.read("kek"))
                    .isInstanceOf(StoreFailed.class)
                    .hasMessageContaining("SYN0825")
                    .hasMessageContaining("undelete it");
        }
    }
}
