package io.synapsemesh.certs.store.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.store.KekSource;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key-encryption key under an RSA key of the fake vault.
final class KeyVaultWrapTest {
    @TempDir
    Path directory;

    private final KeyVaultFake fake = new KeyVaultFake();
    private final StoreFakeServer server = new StoreFakeServer(fake);
    private final MemoryStore ca = new MemoryStore();
    private final TestClock clock = new TestClock();
    private KeyVaultWrap wrap;

    @BeforeEach
    void start() throws Exception {
        fake.keys().addRsa("kek");
        var config = KeyVaultRow.config(server, directory, Duration.ofSeconds(3));
        wrap = new KeyVaultWrap(config, "kek", KeyVaultRow.door(config, new Breaker(clock)));
    }

    @AfterEach
    void stop() {
        wrap.close();
        server.close();
    }

    @Test
    void theKeyComesBackAlsoAfterTheVaultsKeyWasRotated() {
        var source = new KekSource.Vault(wrap);
        var key = KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM);
        fake.keys().addRsa("kek");
        assertThat(KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM)).isEqualTo(key);
        KeyEncryptionKey.rewrap(ca, source, source, Fixture.RANDOM);
        assertThat(KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM)).isEqualTo(key);
    }

    @Test
    void withoutTheVaultThereIsNoKeyAndNothingIsMadeAnew() {
        var source = new KekSource.Vault(wrap);
        KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM);
        byte[] before = ca.read("kek").orElseThrow();
        for (var fault : new StoreFault[] {StoreFault.AWAY, StoreFault.FORBIDDEN, StoreFault.SERVER_ERROR}) {
            server.become(fault);
            assertThatThrownBy(() -> KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM))
                    .isInstanceOf(StoreFailed.class)
                    .hasMessageContaining("SYN082");
        }
        assertThat(ca.read("kek")).contains(before);
    }
}
