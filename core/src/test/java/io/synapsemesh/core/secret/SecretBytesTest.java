package io.synapsemesh.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class SecretBytesTest {
    @Test
    void printsNothingOfItself() {
        assertThat(SecretBytes.copyOf(new byte[] {65, 66})).hasToString("[redacted]");
        assertThat("" + java.util.List.of(SecretBytes.copyOf(new byte[] {65}))).isEqualTo("[[redacted]]");
    }

    @Test
    void sharesNoArrayWithItsCaller() {
        byte[] given = {1, 2, 3};
        SecretBytes secret = SecretBytes.copyOf(given);
        given[0] = 9;
        byte[] opened = secret.open();
        opened[1] = 9;
        assertThat(secret.open()).containsExactly(1, 2, 3);
        assertThat(secret.length()).isEqualTo(3);
    }

    @Test
    void equalsByContentButHashesAllAlike() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2});
        assertThat(secret).isEqualTo(SecretBytes.copyOf(new byte[] {1, 2}));
        assertThat(secret).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 3}));
        assertThat(secret).isNotEqualTo(SecretBytes.copyOf(new byte[] {1}));
        assertThat(secret).hasSameHashCodeAs(SecretBytes.copyOf(new byte[] {7}));
    }

    @Test
    void cannotBeOpenedAfterItWasDestroyed() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2});
        assertThat(secret.isDestroyed()).isFalse();
        secret.destroy();
        assertThat(secret.isDestroyed()).isTrue();
        assertThatIllegalStateException().isThrownBy(secret::open);
    }

    @Test
    void aDestroyedSecretEqualsNoOther() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2});
        secret.destroy();
        assertThat(secret.equals(secret.getClass().cast(secret))).isTrue();
        assertThat(secret).isNotEqualTo(SecretBytes.copyOf(new byte[] {0, 0}));
        assertThat(SecretBytes.copyOf(new byte[] {0, 0})).isNotEqualTo(secret);
    }
}
