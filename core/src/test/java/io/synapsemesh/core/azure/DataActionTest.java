package io.synapsemesh.core.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataActionTest {
    @Test
    void readsTheShortAndTheFullFormAsOneAction() {
        DataAction shortForm = DataAction.parse("bigDataPools/useCompute/action");
        DataAction fullForm = DataAction.parse("Microsoft.Synapse/workspaces/bigDataPools/useCompute/action");
        assertThat(fullForm).isEqualTo(shortForm).hasSameHashCodeAs(shortForm);
        assertThat(fullForm.name()).isEqualTo("bigDataPools/useCompute/action");
    }

    @Test
    void comparesWithoutCaseAndKeepsTheSpelling() {
        DataAction loud = DataAction.parse("MICROSOFT.SYNAPSE/WORKSPACES/ARTIFACTS/READ");
        assertThat(loud).isEqualTo(DataAction.parse("artifacts/read"));
        assertThat(loud).isEqualByComparingTo(DataAction.parse("artifacts/read"));
        assertThat(loud.name()).isEqualTo("ARTIFACTS/READ");
    }

    @Test
    void tellsActionsApart() {
        assertThat(DataAction.parse("artifacts/read")).isNotEqualTo(DataAction.READ);
        assertThat(DataAction.parse("artifacts/read")).isNotEqualByComparingTo(DataAction.READ);
    }

    @Test
    void printsTheFormOfAzureExceptForTheActionsOfTheMesh() {
        assertThat(DataAction.READ.fullName()).isEqualTo("Microsoft.Synapse/workspaces/read");
        assertThat(DataAction.UNKNOWN_ROUTE.fullName()).isEqualTo("mesh/unknownRoute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "bigDataPools/*", "/read", "read/", "a//b", "a/b/c/d/e", "read ", "réad", "a.b"})
    void refusesWhatIsNotAnAction(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DataAction.parse(text));
    }
}
