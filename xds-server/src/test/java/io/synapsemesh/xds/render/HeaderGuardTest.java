package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "t", "tok", "toke", "tokens", "token-", "principal", "tomato", "xtoken"})
    void takesEveryOtherWord(String word) {
        assertThat(Pattern.matches(HeaderGuard.allBut("token"), word)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token"})
    void keepsTheWordItself(String word) {
        assertThat(Pattern.matches(HeaderGuard.allBut("token"), word)).isFalse();
    }
}
