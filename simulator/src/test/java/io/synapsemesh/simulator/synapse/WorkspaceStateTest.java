package io.synapsemesh.simulator.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.simulator.http.Json;
import org.junit.jupiter.api.Test;

final class WorkspaceStateTest {
    private final WorkspaceState state = new WorkspaceState("ws1");

    @Test
    void refusesTheEntryAboveItsLimitButReplacesOneBelowIt() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        for (int index = 0; index < WorkspaceState.ENTRIES_MAX; index++) {
            state.putArtifact("pipelines", "p" + index, body);
        }
        state.putArtifact("pipelines", "P7", body);
        assertThatThrownBy(() -> state.putArtifact("pipelines", "more", body)).isInstanceOf(WorkspaceFull.class);
        state.putArtifact("notebooks", "more", body);
        assertThat(state.artifacts("pipelines")).hasSize(WorkspaceState.ENTRIES_MAX);
    }

    @Test
    void refusesARoleThatIsNotBuiltIn() {
        assertThatThrownBy(() -> state.assign("Synapse Emperor", "p", null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Synapse Emperor");
    }
}
