package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.policy.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Wrong tokens, each one change away from a right one. A case holds only if the right one is believed as well, so
/// none is refused for a reason that is not the case's own.
final class Corpus {
    private final MeshOfTests mesh = new MeshOfTests();
    private final List<DynamicTest> cases = new ArrayList<>();

    /// @param twin believed as it is
    /// @param change makes it wrong
    Corpus refuses(String name, Draft twin, UnaryOperator<Draft> change, Reason reason) {
        cases.add(DynamicTest.dynamicTest(name, () -> {
            assertThat(mesh.verifier.read(twin.mint()))
                    .as("the nearest right token")
                    .isInstanceOf(TokenReading.Verified.class);
            var reading = mesh.verifier.read(change.apply(twin).mint());
            assertThat(reading).as("the wrong token").isInstanceOf(TokenReading.Refused.class);
            var refused = (TokenReading.Refused) reading;
            assertThat(refused.reason()).as(refused.why()).isEqualTo(reason);
            assertThat(refused.why()).isNotBlank();
            assertThat(refused.fix()).isNotBlank();
        }));
        return this;
    }

    Corpus malformed(String name, Draft twin, UnaryOperator<Draft> change) {
        return refuses(name, twin, change, Reason.TOKEN_MALFORMED);
    }

    /// A change that is none: the twin of a whole class.
    Corpus believes(String name, Draft draft) {
        cases.add(DynamicTest.dynamicTest(
                name, () -> assertThat(mesh.verifier.read(draft.mint())).isInstanceOf(TokenReading.Verified.class)));
        return this;
    }

    Stream<DynamicTest> tests() {
        return cases.stream();
    }
}
