package io.synapsemesh.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.WorkspaceResourceId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// rules.md B, "Names": the id of a workspace is total and reversible.
final class WorkspaceIdentityPropertyTest {
    private static final TrustDomain CORP = new TrustDomain("corp.example");

    @Property
    void isALegalSpiffeId(@ForAll("workspaces") WorkspaceResourceId workspace) {
        SpiffeId id = SpiffeId.ofWorkspace(CORP, workspace);
        assertThat(SpiffeId.parse(id.uri())).isEqualTo(id);
    }

    @Property
    void canBeReadBackToTheWorkspace(@ForAll("workspaces") WorkspaceResourceId workspace) {
        String[] segments = SpiffeId.ofWorkspace(CORP, workspace).path().split("/", -1);
        assertThat(segments).hasSize(5);
        assertThat(new WorkspaceResourceId(unescape(segments[2]), unescape(segments[3]), unescape(segments[4])))
                .isEqualTo(workspace);
    }

    @Property
    void isTheSameForTwoWorkspacesOnlyIfTheyAreOne(
            @ForAll("close") WorkspaceResourceId one, @ForAll("close") WorkspaceResourceId other) {
        assertThat(SpiffeId.ofWorkspace(CORP, one).equals(SpiffeId.ofWorkspace(CORP, other)))
                .isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<WorkspaceResourceId> workspaces() {
        Arbitrary<String> group = Arbitraries.strings()
                .withChars("abzABZ059_().-éÉßΣ\u212a\u0130中\u0660")
                .ofMinLength(1)
                .ofMaxLength(90)
                .filter(name -> !name.endsWith("."));
        return ids(group);
    }

    /// Few letters, so that spellings meet.
    @Provide
    Arbitrary<WorkspaceResourceId> close() {
        return ids(Arbitraries.strings().withChars("a_5f(").ofMinLength(1).ofMaxLength(4));
    }

    private static Arbitrary<WorkspaceResourceId> ids(Arbitrary<String> groups) {
        Arbitrary<String> names = Arbitraries.strings()
                .withChars("ab-5")
                .ofMinLength(1)
                .ofMaxLength(5)
                .filter(name -> !name.startsWith("-") && !name.endsWith("-"));
        return Combinators.combine(groups, names)
                .as((group, name) ->
                        WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/"
                                + group + "/providers/Microsoft.Synapse/workspaces/" + name));
    }

    private static String unescape(String segment) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) == '_') {
                bytes.write(Integer.parseInt(segment, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(segment.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
