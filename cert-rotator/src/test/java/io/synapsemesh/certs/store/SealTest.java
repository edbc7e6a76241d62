package io.synapsemesh.certs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final byte[] PLAIN = "a key nobody may see".getBytes(StandardCharsets.UTF_8);
    private final Seal seal = seal((byte) 1);

    private static Seal seal(byte fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, fill);
        return new Seal(SecretBytes.copyOf(key), new SecureRandom());
    }

    @Test
    void opensWhatItSealed() {
        assertThat(seal.open("svids/a", seal.seal("svids/a", PLAIN))).isEqualTo(PLAIN);
        assertThat(seal.open("svids/a", seal.seal("svids/a", new byte[0]))).isEmpty();
    }

    @Test
    void sealsTheSameContentDifferentlyEachTime() {
        assertThat(seal.seal("a", PLAIN)).isNotEqualTo(seal.seal("a", PLAIN));
    }

    @Test
    void hidesThePlainContent() {
        var text = new String(seal.seal("a", PLAIN), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("SMS1").doesNotContain("nobody");
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] content = seal.seal("a", PLAIN);
        for (int bit = 0; bit < content.length * 8; bit++) {
            byte[] changed = content.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> seal.open("a", changed)).as("bit %d", bit).isInstanceOf(SealBroken.class);
        }
    }

    @Test
    void refusesEveryCutAndAnythingAppended() {
        byte[] content = seal.seal("a", PLAIN);
        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> seal.open("a", cut)).isInstanceOf(SealBroken.class);
        }
        assertThatThrownBy(() -> seal.open("a", Arrays.copyOf(content, content.length + 1)))
                .isInstanceOf(SealBroken.class);
    }

    @Test
    void refusesAnotherPurposeAndAnotherKey() {
        byte[] content = seal.seal("svids/a", PLAIN);
        assertThatThrownBy(() -> seal.open("svids/b", content)).isInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> seal((byte) 2).open("svids/a", content)).isInstanceOf(SealBroken.class);
    }

    @Test
    void recordsReadBackExactlyAndNothingElse() {
        var fields = List.of(new byte[] {1, 2}, new byte[0], PLAIN);
        byte[] bytes = SealedRecord.encode(fields);
        assertThat(SealedRecord.decode(bytes)).usingRecursiveComparison().isEqualTo(fields);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SealedRecord.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] huge = {0, 0, 0, 1, 0x7f, -1, -1, -1};
        assertThatThrownBy(() -> SealedRecord.decode(huge)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SealedRecord.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
