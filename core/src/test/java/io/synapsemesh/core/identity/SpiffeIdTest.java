package io.synapsemesh.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synapsemesh.core.azure.WorkspaceResourceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpiffeIdTest {
    private static final TrustDomain CORP = new TrustDomain("corp.example");
    private static final String SUBSCRIPTION = "33333333-3333-3333-3333-333333333333";

    @Test
    void readsWhatItPrints() {
        SpiffeId id = SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly");
        assertThat(id.trustDomain()).isEqualTo(CORP);
        assertThat(id.path()).isEqualTo("/ns/etl/sa/nightly");
        assertThat(SpiffeId.parse(id.uri())).isEqualTo(id).isEqualByComparingTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe://corp.example",
                "spiffe://corp.example/",
                "spiffe://corp.example/a/",
                "spiffe://corp.example//a",
                "spiffe://corp.example/a//b",
                "spiffe://corp.example/./a",
                "spiffe://corp.example/a/..",
                "spiffe://corp.example/a/../b",
                "spiffe://corp.example/%61",
                "spiffe://corp.example/a%2fb",
                "spiffe://corp.example/a?b",
                "spiffe://corp.example/a#b",
                "spiffe://corp.example/ä",
                "spiffe://corp.example/a b",
                "spiffe://corp.example/a\n",
                "spiffe://corp.example:443/a",
                "spiffe://user@corp.example/a",
                "spiffe://Corp.example/a",
                "SPIFFE://corp.example/a",
                "spiffe:///a",
                " spiffe://corp.example/a",
                "https://corp.example/a"
            })
    void refusesWhatTheStandardRefuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(text));
    }

    @Test
    void hasAtMost2048Bytes() {
        String full = "spiffe://corp.example/" + "a".repeat(2048 - "spiffe://corp.example/".length());
        assertThat(SpiffeId.parse(full).uri()).hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(full + "a"));
    }

    @Test
    void readsAnyInputOnASmallStack() {
        Stacks.onSmallStack(() -> {
            assertThat(SpiffeId.parse("spiffe://td" + "/a".repeat(1018)).path()).hasSize(2036);
            for (int segments : new int[] {10_000, 1_000_000}) {
                String hostile = "spiffe://td" + "/a".repeat(segments);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> SpiffeId.parse(hostile))
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(4096));
            }
        });
    }

    @Test
    void serviceAccountTakesTheFormOfIstio() {
        assertThat(SpiffeId.ofServiceAccount(CORP, "etl", "nightly").uri())
                .isEqualTo("spiffe://corp.example/ns/etl/sa/nightly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "A", "-a", "a-", "a%2fb", "a_b"})
    void serviceAccountNamesCannotReachIntoAnotherPath(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.ofServiceAccount(CORP, name, "nightly"));
        assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.ofServiceAccount(CORP, "etl", name));
    }

    @Test
    void workspaceEscapesEveryByteOutsideItsAlphabetAndNoOther() {
        assertThat(workspacePath("RG1")).isEqualTo("/synapse/" + SUBSCRIPTION + "/rg1/contoso");
        assertThat(workspacePath("my_rg(é)")).isEqualTo("/synapse/" + SUBSCRIPTION + "/my_5frg_28_c3_a9_29/contoso");
        assertThat(workspacePath(".hidden.rg")).isEqualTo("/synapse/" + SUBSCRIPTION + "/.hidden.rg/contoso");
    }

    @Test
    void controlPlaneHasANameOfItsOwn() {
        assertThat(SpiffeId.ofControlPlane(CORP).uri()).isEqualTo("spiffe://corp.example/synapsemesh/control-plane");
    }

    private static String workspacePath(String resourceGroup) {
        return SpiffeId.ofWorkspace(
                        CORP,
                        WorkspaceResourceId.parse("/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + resourceGroup
                                + "/providers/Microsoft.Synapse/workspaces/contoso"))
                .path();
    }
}
