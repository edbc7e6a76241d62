package io.synapsemesh.documents.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CoreSchemaTest {
    @Test
    void followsYaml12AndNotYaml11() {
        assertKinds(
                Node.Kind.TEXT,
                "yes",
                "on",
                "off",
                "y",
                "1_000",
                "12:30:45",
                "0b1",
                "2026-11-21",
                "-",
                "=",
                "<<",
                "1e");
        assertKinds(Node.Kind.BOOL, "true", "False", "TRUE");
        assertKinds(Node.Kind.NULL, "", "~", "null", "NULL");
        assertKinds(Node.Kind.INT, "0", "-7", "+12", "0777", "0o17", "0xFf");
        assertKinds(Node.Kind.FLOAT, "1.5", "1e3", ".5", "-.inf", ".NaN", "1.");
    }

    @Test
    void aVeryLongNumberIsText() {
        assertKinds(Node.Kind.TEXT, "1".repeat(65));
    }

    private static void assertKinds(Node.Kind kind, String... plain) {
        for (String text : plain) {
            assertThat(CoreSchema.kindOf(text)).as(text).isEqualTo(kind);
        }
    }
}
