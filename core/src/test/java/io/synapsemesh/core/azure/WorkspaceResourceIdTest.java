package io.synapsemesh.core.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkspaceResourceIdTest {
    private static final String SUBSCRIPTION = "ABCDEF01-3333-3333-3333-333333333333";

    @Test
    void readsAnArmIdWithoutCase() {
        WorkspaceResourceId id = parse("RG_1", "Contoso");
        assertThat(id.subscription()).isEqualTo("abcdef01-3333-3333-3333-333333333333");
        assertThat(id.resourceGroup()).isEqualTo("rg_1");
        assertThat(id.workspace()).isEqualTo("contoso");
        assertThat(WorkspaceResourceId.parse(id.toString().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rg.", "r/g", "r g", "", "rg%2f", "rg*", "rg\u0000"})
    void refusesAResourceGroupThatArmRefuses(String group) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(group, "contoso"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a_b", "a.b", "ä", "a b"})
    void refusesAWorkspaceNameThatAzureRefuses(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("rg", name));
    }

    /// Else the SQL host of `x-ondemand` would be the serverless host of `x`.
    @ParameterizedTest
    @ValueSource(strings = {"x-ondemand", "x-ondemand2", "X-OnDemand"})
    void refusesAWorkspaceNamedLikeAServerlessHost(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("rg", name));
    }

    @Test
    void boundsBothNames() {
        assertThat(parse("g".repeat(90), "w".repeat(50)).workspace()).hasSize(50);
        assertThatIllegalArgumentException().isThrownBy(() -> parse("g".repeat(91), "w"));
        assertThatIllegalArgumentException().isThrownBy(() -> parse("g", "w".repeat(51)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "contoso",
                "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Sql/servers/a",
                "/subscriptions/33333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/a",
                "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/a/",
                "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/a/sqlPools/p",
                "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/MicrosoftXSynapse/workspaces/a"
            })
    void refusesOtherIds(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkspaceResourceId.parse(text));
    }

    @Test
    void cannotBeMadeInUpperCase() {
        String subscription = "abcdef01-3333-3333-3333-333333333333";
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkspaceResourceId(subscription, "RG", "contoso"));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkspaceResourceId(subscription, "É", "contoso"));
    }

    /// The Kelvin sign's lower case is the letter k, but ARM holds the two names apart.
    @ParameterizedTest
    @ValueSource(strings = {"\u212a", "\u0130", "\u212b"})
    void foldsNoLetterThatArmHoldsApart(String letter) {
        String lower = letter.toLowerCase(java.util.Locale.ROOT).substring(0, 1);
        assertThat(parse("rg" + letter, "contoso")).isNotEqualTo(parse("rg" + lower, "contoso"));
        assertThatIllegalArgumentException().isThrownBy(() -> parse("rg", "w" + letter));
    }

    @Test
    void foldsLettersBeyondAscii() {
        assertThat(parse("RÉGION", "contoso")).isEqualTo(parse("région", "contoso"));
    }

    private static WorkspaceResourceId parse(String group, String workspace) {
        return WorkspaceResourceId.parse("/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + group
                + "/providers/Microsoft.Synapse/workspaces/" + workspace);
    }
}
