package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CorrelationIdTest {
    @Test
    void followsFromTheDecisionAlone() {
        assertThat(CorrelationId.of("01JD3V5K8R"))
                .isEqualTo(CorrelationId.of("01JD3V5K8R"))
                .isEqualTo(new CorrelationId("336c91ae-03c1-8f81-b259-14bc0f61f139"));
    }

    @Test
    void isAGuidOfItsOwnForEachDecision() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var id = UUID.fromString(CorrelationId.of("decision-" + i).value());
            assertThat(id.version()).isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(seen.add(id.toString())).isTrue();
        }
    }
}
