package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.model.Provider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a token says of groups, by the words of rules.md A: "not told" is never "none".
final class GroupReadingTest {
    private static final Groups LISTED = new Groups.Complete(new TreeSet<>(Set.of("a", "b")));

    @Test
    void aListWithElementsIsComplete() {
        assertThat(read(Map.of("groups", List.of("b", "a")), Provider.GroupsAbsent.UNKNOWN))
                .isEqualTo(new GroupReading(LISTED, false));
    }

    @Test
    void anAbsentListIsNoneOnlyWhereTheDocumentSaysSo() {
        assertThat(read(Map.of(), Provider.GroupsAbsent.UNKNOWN))
                .isEqualTo(new GroupReading(new Groups.Unknown(), false));
        assertThat(read(Map.of(), Provider.GroupsAbsent.NONE))
                .isEqualTo(new GroupReading(new Groups.Complete(new TreeSet<>()), false));
    }

    @Test
    void anEmptyListSaysNothing() {
        for (var absent : Provider.GroupsAbsent.values()) {
            assertThat(read(Map.of("groups", List.of()), absent))
                    .isEqualTo(new GroupReading(new Groups.Unknown(), false));
        }
    }

    @Test
    void aMarkerMeansThatThereAreMore() {
        for (var absent : Provider.GroupsAbsent.values()) {
            for (Map<String, Object> marker : List.<Map<String, Object>>of(
                    Map.of("_claim_names", Map.of("groups", "src1")),
                    Map.of("_claim_names", Map.of("groups", TokenJson.Odd.NULL)),
                    Map.of("hasgroups", true),
                    Map.of("hasgroups", "true"),
                    Map.of("hasgroups", TokenJson.Odd.NULL))) {
                assertThat(read(marker, absent)).isEqualTo(new GroupReading(new Groups.Unknown(), true));
            }
        }
    }

    @Test
    void aMarkerBesideAListMakesItPartial() {
        assertThat(read(Map.of("hasgroups", true, "groups", List.of("a", "b")), Provider.GroupsAbsent.NONE))
                .isEqualTo(new GroupReading(new Groups.Partial(new TreeSet<>(Set.of("a", "b"))), true));
    }

    @Test
    void otherDistributedClaimsAreNoMarker() {
        assertThat(read(Map.of("_claim_names", Map.of("roles", "src1")), Provider.GroupsAbsent.NONE)
                        .overage())
                .isFalse();
    }

    private static GroupReading read(Map<String, Object> claims, Provider.GroupsAbsent absent) {
        var entra = new MeshOfTests().entra;
        var provider = new Provider(
                entra.name(),
                entra.origin(),
                entra.type(),
                entra.issuers(),
                entra.audiences(),
                entra.subjectClaim(),
                entra.groupsClaim(),
                absent,
                entra.agents(),
                entra.keys());
        return GroupReading.read(new ClaimSet(claims), provider);
    }
}
