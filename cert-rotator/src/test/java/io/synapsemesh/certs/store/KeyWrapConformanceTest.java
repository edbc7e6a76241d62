package io.synapsemesh.certs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.store.aws.AwsKmsRow;
import io.synapsemesh.certs.store.google.GoogleKmsRow;
import io.synapsemesh.certs.store.keyvault.KeyVaultWrapRow;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The key-encryption key under a key of each manager: it comes back, or there is an error with a code and nothing is
/// made anew.
final class KeyWrapConformanceTest {
    /// What a manager that only refuses or is overloaded is told apart from.
    private static final Map<StoreFault, Set<Code>> CODES = new EnumMap<>(Map.of(
            StoreFault.FORBIDDEN, Set.of(Code.SYN0822),
            StoreFault.RATE_LIMITED, Set.of(Code.SYN0821),
            StoreFault.SERVER_ERROR, Set.of(Code.SYN0821),
            StoreFault.AWAY, Set.of(Code.SYN0821),
            StoreFault.TLS_SWAPPED, Set.of(Code.SYN0821),
            StoreFault.WRONG_CONTENT_TYPE, Set.of(Code.SYN0825),
            StoreFault.FOREIGN_NOT_FOUND, Set.of(Code.SYN0825)));

    /// A machine that does much else meets it as well.
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final MemoryStore ca = new MemoryStore();
    private final TestClock clock = new TestClock();

    static List<KeyWrapRow> rows() {
        return List.of(KeyVaultWrapRow.row(), AwsKmsRow.row(), GoogleKmsRow.row());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theKeyComesBackAlsoAfterTheManagersKeyWasRotated(KeyWrapRow row) throws IOException {
        try (var peer = row.opening().open(clock, directory, PATIENT)) {
            var source = new KekSource.Vault(peer.wrap());
            var key = KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM);
            byte[] before = ca.read("kek").orElseThrow();
            peer.rotate().run();
            assertThat(KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM))
                    .isEqualTo(key);
            assertThat(ca.read("kek")).contains(before);
            KeyEncryptionKey.rewrap(ca, source, source, Fixture.RANDOM);
            assertThat(KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM))
                    .isEqualTo(key);
            assertThat(version(ca.read("kek").orElseThrow())).isNotEqualTo(version(before));
        }
    }

    @ParameterizedTest
    @EnumSource(value = StoreFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void withoutTheManagerThereIsNoKeyAndNothingIsMadeAnew(StoreFault fault) throws IOException {
        boolean isSilent = fault == StoreFault.SLOW || fault == StoreFault.STALLED;
        var deadline = isSilent ? Duration.ofSeconds(4) : PATIENT;
        for (var row : rows()) {
            var folder = new MemoryStore();
            try (var peer = row.opening().open(clock, directory, deadline)) {
                var source = new KekSource.Vault(peer.wrap());
                var key = KeyEncryptionKey.openOrCreate(folder, source, Fixture.RANDOM);
                byte[] before = folder.read("kek").orElseThrow();
                peer.become(fault);
                assertThatThrownBy(() -> KeyEncryptionKey.openOrCreate(folder, source, Fixture.RANDOM))
                        .as("%s, %s", row.title(), fault)
                        .isInstanceOfSatisfying(
                                StoreFailed.class,
                                e -> assertThat(e.code())
                                        .isIn(CODES.getOrDefault(fault, Set.of(Code.SYN0821, Code.SYN0825))));
                var empty = new MemoryStore();
                assertThatThrownBy(() -> KeyEncryptionKey.openOrCreate(empty, source, Fixture.RANDOM))
                        .isInstanceOf(StoreFailed.class);
                assertThat(empty.names()).as("nothing is kept unwrapped").isEmpty();
                assertThat(folder.read("kek")).contains(before);
                peer.become(StoreFault.NONE);
                assertThat(KeyEncryptionKey.openOrCreate(folder, source, Fixture.RANDOM))
                        .as("%s after %s", row.title(), fault)
                        .isEqualTo(key);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anyFlippedByteOfTheWrappedKeyIsRefused(KeyWrapRow row) throws IOException {
        try (var peer = row.opening().open(clock, directory, PATIENT)) {
            var source = new KekSource.Vault(peer.wrap());
            KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM);
            byte[] file = ca.read("kek").orElseThrow();
            int wrapped = SealedRecord.decode(file).get(3).length;
            for (int i = file.length - wrapped; i < file.length; i += 5) {
                ca.flipByte("kek", i);
                assertThatThrownBy(() -> KeyEncryptionKey.openOrCreate(ca, source, Fixture.RANDOM))
                        .as("%s, byte %d of %d", row.title(), i, file.length)
                        .isInstanceOf(StoreFailed.class);
                ca.flipByte("kek", i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theKeyDoesNotShowInTheFile(KeyWrapRow row) throws IOException {
        try (var peer = row.opening().open(clock, directory, PATIENT)) {
            var key = KeyEncryptionKey.openOrCreate(ca, new KekSource.Vault(peer.wrap()), Fixture.RANDOM);
            var file = new String(ca.read("kek").orElseThrow(), StandardCharsets.ISO_8859_1);
            assertThat(file).doesNotContain(new String(key.open(), StandardCharsets.ISO_8859_1));
        }
    }

    private static String version(byte[] file) {
        return new String(SealedRecord.decode(file).get(2), StandardCharsets.US_ASCII);
    }
}
