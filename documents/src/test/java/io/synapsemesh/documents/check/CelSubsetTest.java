package io.synapsemesh.documents.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.documents.schema.AllShapes;
import io.synapsemesh.documents.schema.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CelSubsetTest {
    @Test
    void everyRuleUsesOnlyWhatKubernetesHasToo() {
        assertThat(rules()).hasSizeGreaterThan(30);
        for (Shape.Constraint rule : rules()) {
            assertThat(CelSubset.foreignFunctions(rule.cel())).as(rule.cel()).isEmpty();
        }
    }

    @Test
    void namesAFunctionOutsideTheSubset() {
        assertThat(CelSubset.foreignFunctions("timestamp(self.x) == timestamp('2026-01-01T00:00:00Z')"))
                .containsExactly("timestamp");
    }

    @Test
    void everyRuleReadsMembersThatExist() {
        for (Shape.Structure structure : AllShapes.structures()) {
            for (Shape.Constraint rule : structure.constraints()) {
                assertThat(structure.members().keySet())
                        .as("%s: %s", structure.type(), rule.cel())
                        .containsAll(CelSubset.membersRead(CelRules.parse(rule.cel())));
                assertThat(rule.field().isEmpty() || structure.members().containsKey(rule.field()))
                        .as(rule.field())
                        .isTrue();
            }
        }
    }

    @Test
    void everyRuleIsBrokenInAGoldenCase() throws IOException {
        var golden = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "golden", "parse"))) {
            for (Path file : files.filter(f -> f.endsWith("diagnostics.yaml")).toList()) {
                golden.append(Files.readString(file).replaceAll("\\s+", " ").replace("''", "'"));
            }
        }
        for (Shape.Constraint rule : rules()) {
            assertThat(golden).as("no golden case breaks: %s", rule.cel()).contains(rule.message());
        }
    }

    private static List<Shape.Constraint> rules() {
        var rules = new ArrayList<Shape.Constraint>();
        AllShapes.structures().forEach(structure -> rules.addAll(structure.constraints()));
        return rules;
    }
}
