package io.synapsemesh.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustDomainTest {
    @ParameterizedTest
    @ValueSource(strings = {"corp.example", "a", "a_b-c.9", "10.0.0.1"})
    void acceptsTheAlphabetOfTheStandard(String name) {
        assertThat(TrustDomain.parse(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Corp.example", "corp.example/", "corp:8080", "user@corp", "cörp", "corp%2e", "corp ", "a\n"
            })
    void refusesEverythingElseUpperCaseIncluded(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> TrustDomain.parse(name));
    }

    @Test
    void hasAtMost255Bytes() {
        assertThat(TrustDomain.parse("a".repeat(255)).name()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> TrustDomain.parse("a".repeat(256)));
    }

    @Test
    void prefixEndsInASlashSoThatNoLongerDomainSharesIt() {
        assertThat(new TrustDomain("corp").uriPrefix()).isEqualTo("spiffe://corp/");
        assertThat(SpiffeId.parse("spiffe://corp.evil/x").uri()).doesNotStartWith(new TrustDomain("corp").uriPrefix());
    }
}
