package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What `certs status` says of an issuer that is not the one the documents name.
final class RootTableTest {
    private static final Terminal PLAIN = Terminal.of(System.out, System.err, Map.of(), Terminal.Color.NO);
    private static final String MESH = """
            {"items": [{"authority": "mesh", "phase": "Stable", "rotatesAt": null, "rotation": null,
              "current": {"serial": "0a", "notAfter": "2026-11-21T11:00:00Z"},
              "issuer": {"inForce": "embedded", "movesTo": null, "note": %s, "fix": "Write embedded."}}]}
            """;

    @Test
    void saysWhoIsInForceAndWhatToDoWhereTheDocumentsNameAnother() throws Exception {
        assertThat(print("\"embedded is in force: the move to files was rolled back\""))
                .contains("mesh issuer: embedded is in force: the move to files was rolled back")
                .contains("  Write embedded.");
    }

    @Test
    void saysNothingWhereTheyAgree() throws Exception {
        assertThat(print("null")).doesNotContain("issuer").doesNotContain("null");
    }

    private static String print(String note) throws Exception {
        return RootTable.of(new JsonMapper().readTree(MESH.formatted(note)), PLAIN);
    }
}
