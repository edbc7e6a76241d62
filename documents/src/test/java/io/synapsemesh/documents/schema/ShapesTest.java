package io.synapsemesh.documents.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What must hold for every shape, so that a CRD can say it and the API server accepts it.
final class ShapesTest {
    @Test
    void everyTextIsBoundedAndEveryPatternAnchored() {
        var texts = new ArrayList<String>();
        AllShapes.visit((path, shape) -> {
            if (shape instanceof Shape.Text text) {
                texts.add(path);
                assertThat(text.max()).as(path).isBetween(1, 262_144);
                for (Shape.Form form : text.forms()) {
                    assertThat(form.pattern().pattern()).as(path).startsWith("^");
                    assertThat(form.pattern().matcher(form.example()).find())
                            .as("example of %s", path)
                            .isTrue();
                    assertThat(form.example().length()).as(path).isLessThanOrEqualTo(text.max());
                }
            }
        });
        assertThat(texts)
                .contains("SynapseRoleBinding.subjects[].group.provider")
                .hasSizeGreaterThan(100);
    }

    @Test
    void everyListAndMapIsBounded() {
        AllShapes.visit((path, shape) -> {
            if (shape instanceof Shape.Sequence list) {
                assertThat(list.max()).as(path).isBetween(1, 500);
            }
            if (shape instanceof Shape.Dictionary map) {
                assertThat(map.max()).as(path).isBetween(1, 64);
            }
        });
    }

    @Test
    void everyMemberIsExplained() {
        AllShapes.visit((path, shape) -> {
            if (shape instanceof Shape.Structure structure) {
                structure
                        .members()
                        .values()
                        .forEach(m ->
                                assertThat(m.doc()).as(path + "." + m.name()).endsWith("."));
            }
        });
    }

    @Test
    void immutableMembersAreNotBelowListsOrMaps() {
        var immutable = new ArrayList<String>();
        AllShapes.visit((path, shape) -> {
            if (shape instanceof Shape.Structure structure) {
                structure.members().values().stream()
                        .filter(Shape.Member::immutable)
                        .forEach(m -> immutable.add(path + "." + m.name()));
            }
        });
        assertThat(immutable)
                .containsExactly(
                        "MeshTrust.trustDomain",
                        "MeshTrust.caStore.kubernetesSecrets.namespace",
                        "MeshTrust.caStore.kubernetesSecrets.prefix",
                        "MeshTrust.caStore.vaultKv.address",
                        "MeshTrust.caStore.vaultKv.mount",
                        "MeshTrust.caStore.vaultKv.path",
                        "MeshTrust.caStore.vaultKv.namespace",
                        "MeshTrust.caStore.azureKeyVault.vaultUrl",
                        "MeshTrust.caStore.azureKeyVault.prefix",
                        "MeshTrust.caStore.awsSecretsManager.region",
                        "MeshTrust.caStore.awsSecretsManager.prefix",
                        "MeshTrust.caStore.gcpSecretManager.project",
                        "MeshTrust.caStore.gcpSecretManager.prefix",
                        "SynapseWorkspace.resourceId");
    }

    record Unbounded(String text) {}

    record UnboundedList(List<@Guid String> list) {}

    record NoMembers() {}

    record Wrapped(Optional<String> text) {}

    record Timed(java.time.Duration time) {}

    record Mapped(Map<String, @Guid String> map) {}

    @Test
    void refusesWhatACrdCannotSay() {
        for (Class<? extends Record> type : List.of(
                Unbounded.class, UnboundedList.class, NoMembers.class, Wrapped.class, Timed.class, Mapped.class)) {
            assertThatThrownBy(() -> Shapes.of(type)).as(type.getName()).isInstanceOf(IllegalStateException.class);
        }
    }
}
