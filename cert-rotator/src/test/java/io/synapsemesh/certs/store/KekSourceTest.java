package io.synapsemesh.certs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class KekSourceTest {
    private static final SecureRandom RANDOM = Fixture.RANDOM;
    private static final KekSource BESIDE = new KekSource.Beside();
    private static final KekSource FIRST = passphrase("correct horse battery staple");
    private static final KekSource SECOND = passphrase("ein anderer Satz, länger");

    private final MemoryStore ca = new MemoryStore();
    private final VaultInMemory vault = new VaultInMemory();

    @Test
    void aPassphraseOpensWhatItClosedAndNoOtherDoes() {
        var key = KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM);
        assertThat(KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM)).isEqualTo(key);
        refused(() -> KeyEncryptionKey.openOrCreate(ca, SECOND, RANDOM), "does not open with this passphrase");
        assertThat(contains(ca.read("kek").orElseThrow(), key.open()))
                .as("the key shows in the file")
                .isFalse();
    }

    @Test
    void aKeyThatIsNotProtectedAsConfiguredIsRefusedWhicheverWayRound() {
        var sources = new KekSource[] {BESIDE, FIRST, new KekSource.Vault(vault)};
        for (var kept : sources) {
            for (var configured : sources) {
                var folder = new MemoryStore();
                KeyEncryptionKey.openOrCreate(folder, kept, RANDOM);
                if (kept != configured) {
                    refused(() -> KeyEncryptionKey.openOrCreate(folder, configured, RANDOM), "protected");
                }
            }
        }
    }

    @Test
    void anyFlippedByteIsRefused() {
        KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM);
        int length = ca.read("kek").orElseThrow().length;
        for (int i = 0; i < length; i += 7) {
            ca.flipByte("kek", i);
            refused(() -> KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM), "ca/kek");
            ca.flipByte("kek", i);
        }
    }

    @Test
    void changingTheProtectionIssuesNothingAnew() {
        var key = KeyEncryptionKey.openOrCreate(ca, BESIDE, RANDOM);
        var clock = new io.synapsemesh.certs.TestClock();
        var root = authorities(key, clock).mesh().signer();
        KekSource before = BESIDE;
        var inVault = new KekSource.Vault(vault);
        for (var next : new KekSource[] {FIRST, SECOND, inVault, inVault, BESIDE}) {
            vault.rotate();
            KeyEncryptionKey.rewrap(ca, before, next, RANDOM);
            var opened = KeyEncryptionKey.openOrCreate(ca, next, RANDOM);
            assertThat(opened).isEqualTo(key);
            var reopened = authorities(opened, clock).mesh();
            assertThat(reopened.signer()).isEqualTo(root);
            assertThat(reopened.issue(
                            Fixture.workspaceRequest(), LeafKey.generate(RANDOM).csr()))
                    .isNotNull();
            before = next;
        }
    }

    @Test
    void aKeyWrappedByAnOldVersionOpensAfterTheVaultRotated() {
        var source = new KekSource.Vault(vault);
        var key = KeyEncryptionKey.openOrCreate(ca, source, RANDOM);
        vault.rotate();
        assertThat(KeyEncryptionKey.openOrCreate(ca, source, RANDOM)).isEqualTo(key);
        byte[] before = ca.read("kek").orElseThrow();
        KeyEncryptionKey.rewrap(ca, source, source, RANDOM);
        assertThat(ca.read("kek").orElseThrow()).isNotEqualTo(before);
        vault.forgetOldVersions();
        assertThat(KeyEncryptionKey.openOrCreate(ca, source, RANDOM)).isEqualTo(key);
    }

    @Test
    void nothingChangesWhenTheOldProtectionDoesNotOpenOrTheNewOneFails() {
        var key = KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM);
        byte[] before = ca.read("kek").orElseThrow();
        refused(() -> KeyEncryptionKey.rewrap(ca, SECOND, BESIDE, RANDOM), "does not open");
        vault.lie();
        refused(() -> KeyEncryptionKey.rewrap(ca, FIRST, new KekSource.Vault(vault), RANDOM), "come back");
        ca.failAfterWrites(0);
        assertThatThrownBy(() -> KeyEncryptionKey.rewrap(ca, FIRST, SECOND, RANDOM))
                .isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(ca.read("kek")).contains(before);
        assertThat(KeyEncryptionKey.openOrCreate(ca, FIRST, RANDOM)).isEqualTo(key);
    }

    @Test
    void aShortPassphraseIsRefusedAndNoneIsPrinted() {
        assertThatThrownBy(() -> passphrase("short")).isInstanceOf(IllegalArgumentException.class);
        assertThat(FIRST.toString()).doesNotContain("horse");
    }

    private Authorities authorities(SecretBytes key, java.time.Clock clock) {
        return Authorities.open(
                ca,
                new Seal(key, RANDOM),
                new AuthorityConfig(Fixture.DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                Fixture::declared,
                clock,
                RANDOM);
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailed.class, e -> {
            assertThat(e.code()).isEqualTo(Code.SYN0827);
            assertThat(e).hasMessageContaining(why);
        });
    }

    private static KekSource passphrase(String text) {
        return new KekSource.Passphrase(SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean contains(byte[] file, byte[] key) {
        return new String(file, StandardCharsets.ISO_8859_1).contains(new String(key, StandardCharsets.ISO_8859_1));
    }

    /// Wraps by XOR with a random pad: enough to tell versions and lies apart.
    private static final class VaultInMemory implements KeyWrap {
        private final TreeMap<String, byte[]> pads = new TreeMap<>();
        private boolean isLying;

        VaultInMemory() {
            rotate();
        }

        void rotate() {
            byte[] pad = new byte[64];
            RANDOM.nextBytes(pad);
            pads.put("v" + (pads.size() + 10), pad);
        }

        void forgetOldVersions() {
            pads.headMap(pads.lastKey()).clear();
        }

        void lie() {
            isLying = true;
        }

        @Override
        public String title() {
            return "a vault in memory";
        }

        @Override
        public Wrapped wrap(byte[] key) {
            return new Wrapped(pads.lastKey(), xor(pads.lastEntry().getValue(), key));
        }

        @Override
        public byte[] unwrap(Wrapped wrapped) {
            byte[] key = xor(Objects.requireNonNull(pads.get(wrapped.version())), wrapped.bytes());
            key[0] ^= (byte) (isLying ? 1 : 0);
            return key;
        }

        private static byte[] xor(byte[] pad, byte[] bytes) {
            byte[] out = bytes.clone();
            for (int i = 0; i < out.length; i++) {
                out[i] ^= pad[i];
            }
            return out;
        }
    }
}
