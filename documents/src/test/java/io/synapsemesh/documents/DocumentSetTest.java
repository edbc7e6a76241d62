package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DocumentSetTest {
    private static final String GOOD = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec: {trustDomain: corp.example}
            """;

    @Test
    void theFirstOfTwoFilesCounts() {
        Parsed set = DocumentSet.of(List.of(file("a.yaml", GOOD), file("b.yaml", GOOD)));
        assertThat(set.documents()).extracting(d -> d.positions().file()).containsExactly("a.yaml");
        assertThat(set.diagnostics()).extracting(d -> d.code()).containsExactly(Code.SYN0112);
    }

    @Test
    void anErrorInTheFirstDoesNotBringTheSecondIntoForce() {
        Parsed broken = file("a.yaml", GOOD.replace("trustDomain", "trustDomian"));
        Parsed set = DocumentSet.of(List.of(broken, file("b.yaml", GOOD)));
        assertThat(set.documents()).isEmpty();
        assertThat(set.refused()).hasSize(1);
    }

    @Test
    void aBrokenSecondLeavesTheFirstInForce() {
        Parsed broken = file("b.yaml", GOOD.replace("trustDomain", "trustDomian"));
        Parsed set = DocumentSet.of(List.of(file("a.yaml", GOOD), broken));
        assertThat(set.documents()).hasSize(1);
        assertThat(set.refused()).isEmpty();
        assertThat(set.hasErrors()).isTrue();
    }

    @Test
    void isWholeOnlyIfEveryFileIs() {
        assertThat(DocumentSet.of(List.of(file("a.yaml", GOOD), file("b.yaml", "- a")))
                        .whole())
                .isFalse();
    }

    private static Parsed file(String name, String text) {
        return DocumentReader.read(name, text.getBytes(StandardCharsets.UTF_8), LastGood.NONE);
    }
}
