package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoOptionsTest {
    @Test
    void staysUpWithATableUnlessToldOtherwise() {
        assertThat(DemoOptions.parse(List.of()))
                .isEqualTo(new DemoOptions(DemoOptions.Afterwards.STAY, DemoOptions.Format.TABLE));
        assertThat(DemoOptions.parse(List.of("--json", "--once")))
                .isEqualTo(new DemoOptions(DemoOptions.Afterwards.END, DemoOptions.Format.JSON));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> DemoOptions.parse(List.of("--once", "now")))
                .isInstanceOfSatisfying(
                        DemoProblem.class,
                        problem -> assertThat(problem.text()).contains("SYN1209", "'now'", "--help"));
    }
}
