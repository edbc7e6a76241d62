package io.synapsemesh.certs.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever bytes come, a reader takes them or refuses them; nothing else is ever thrown. The soak gives each a million
/// (`-Dsynapsemesh.fuzz=1000000`) and writes what it found to `build/figures` (`-Dsynapsemesh.fuzz.figures=readers`).
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("synapsemesh.fuzz", 20_000);
    private static final long SEED = Long.getLong("synapsemesh.fuzz.seed", 4);
    /// Empty for a run that is no soak.
    private static final String PUBLISHED_AS = System.getProperty("synapsemesh.fuzz.figures", "");

    private static final FuzzFigures FIGURES = new FuzzFigures(INPUTS);

    @AfterAll
    static void write() throws IOException {
        FIGURES.write(PUBLISHED_AS);
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void takesOrRefusesAnything(Targets target) {
        byte[] seed = target.seed();
        var mutator = new Mutator(SEED);
        int taken = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutator.mutated(seed);
            try {
                taken += target.accepts(input) ? 1 : 0;
            } catch (Throwable e) {
                fail(
                        "input %d of seed %d, %s: %s",
                        i, SEED, e, Base64.getEncoder().encodeToString(input));
            }
        }
        // A fuzzer whose every input is refused at the door, or none, looks at nothing.
        assertThat(taken).as("taken of %d", INPUTS).isLessThan(INPUTS);
        if (!PUBLISHED_AS.isEmpty()) {
            FIGURES.passed(target, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Targets.class)
    void takesItsOwnSeed(Targets target) {
        // The certificate is judged at another time, so that one does not pass.
        assertThat(target.accepts(target.seed())).isEqualTo(target != Targets.CERTIFICATE);
    }

    @Test
    void theSameSeedGivesTheSameInputs() {
        byte[] seed = Targets.SPIFFE_ID.seed();
        var one = new Mutator(7);
        var other = new Mutator(7);
        for (int i = 0; i < 1000; i++) {
            assertThat(one.mutated(seed)).isEqualTo(other.mutated(seed));
        }
    }
}
