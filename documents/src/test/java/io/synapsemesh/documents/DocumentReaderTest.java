package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import io.synapsemesh.documents.v1alpha1.SynapseRoleBinding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DocumentReaderTest {
    private static final String TRUST = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default, labels: {a: b}}
            spec:
              trustDomain: corp.example
            """;
    private static final String BINDING = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: spark}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse User
              subjects:
              - group: {provider: entra, id: a}
              - claims: {provider: github, match: {"job/workflow.ref": main}}
            """;

    @Test
    void fillsInDefaults() {
        Document document = only(TRUST);
        assertThat(document.spec()).isInstanceOfSatisfying(MeshTrust.class, trust -> {
            assertThat(trust.leaf().ttl()).isEqualTo("24h");
            assertThat(trust.issuer().embedded()).isNotNull();
            assertThat(trust.issuer().vaultPki()).isNull();
            assertThat(trust.operators()).isEmpty();
        });
        assertThat(document.ref()).isEqualTo(new DocumentRef("MeshTrust", "", "default"));
        assertThat(document.labels()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void aNamespacedDocumentLivesInDefaultUnlessItSaysOtherwise() {
        assertThat(only(BINDING).ref().namespace()).isEqualTo("default");
        assertThat(only(BINDING.replace("name: spark", "name: spark, namespace: etl"))
                        .ref()
                        .namespace())
                .isEqualTo("etl");
    }

    @Test
    void knowsWhereEveryFieldIsWritten() {
        Document document = only("# comment\n" + BINDING);
        assertThat(document.place("spec.subjects[0].group.id")).isEqualTo(new Diagnostic.Place("in.yaml", 9, 34));
        assertThat(document.place("spec.subjects[1].claims.match[\"job/workflow.ref\"]"))
                .isEqualTo(new Diagnostic.Place("in.yaml", 10, 60));
        assertThat(document.place("spec.workspaces.namespace"))
                .as("the innermost part that is written")
                .isEqualTo(document.place("spec.workspaces"));
        assertThat(document.place("spec.subjects[7]")).isEqualTo(document.place("spec.subjects"));
    }

    @Test
    void digestsMeaningAndNotSpelling() {
        String spelledOut = "# comment\n" + TRUST + "  strict: false\n  leaf: {backdate: 2m, ttl: '24h'}\n";
        assertThat(only(spelledOut).digest()).isEqualTo(only(TRUST).digest());
        assertThat(only(TRUST + "  strict: true\n").digest())
                .isNotEqualTo(only(TRUST).digest());
        assertThat(only(TRUST.replace("a: b", "a: c")).digest())
                .isNotEqualTo(only(TRUST).digest());
        assertThat(only(TRUST).digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void countsGenerationsOfTheSpecOnly() {
        Document first = only(TRUST);
        LastGood lastGood = ref -> Optional.of(first);
        assertThat(read(TRUST.replace("a: b", "a: c"), lastGood)
                        .documents()
                        .getFirst()
                        .generation())
                .isEqualTo(1);
        assertThat(read(TRUST + "  strict: true\n", lastGood)
                        .documents()
                        .getFirst()
                        .generation())
                .isEqualTo(2);
    }

    @Test
    void aRefusedDocumentIsNamedAndTheRestIsRead() {
        Parsed parsed = read(BINDING.replace("role:", "rolle:") + "---\n" + TRUST, LastGood.NONE);
        assertThat(parsed.documents()).extracting(Document::kind).containsExactly(DocumentKind.MESH_TRUST);
        assertThat(parsed.refused()).containsExactly(new DocumentRef("SynapseRoleBinding", "default", "spark"));
        assertThat(parsed.whole()).isTrue();
    }

    @Test
    void acceptsWhatTheApiServerAdds() {
        String exported =
                TRUST.replace("labels:", "uid: x, resourceVersion: '1', generation: 4, managedFields: [], labels:")
                        + "status: {conditions: []}\n";
        assertThat(only(exported).digest()).isEqualTo(only(TRUST).digest());
    }

    @Test
    void readsAliasesAsTheValuesTheyName() {
        Document document = only(BINDING.replace("names: [contoso]", "names: &n [contoso, fabrikam]")
                .replace("main}", "main, names: &s x}}\n  - claims: {provider: github, match: {a: *s}"));
        assertThat(document.spec()).isInstanceOfSatisfying(SynapseRoleBinding.class, binding -> {
            assertThat(binding.subjects()).hasSize(3);
            assertThat(binding.workspaces().names()).isEqualTo(List.of("contoso", "fabrikam"));
        });
    }

    private static Document only(String yaml) {
        Parsed parsed = read(yaml, LastGood.NONE);
        assertThat(parsed.diagnostics()).isEmpty();
        assertThat(parsed.documents()).hasSize(1);
        return parsed.documents().getFirst();
    }

    private static Parsed read(String yaml, LastGood lastGood) {
        return DocumentReader.read("in.yaml", yaml.getBytes(StandardCharsets.UTF_8), lastGood);
    }
}
