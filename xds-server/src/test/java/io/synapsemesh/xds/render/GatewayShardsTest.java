package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GatewayShardsTest {
    @Test
    void holdsAtMostFiveHundredWorkspacesInEachShard() {
        List<DocumentRef> workspaces = workspaces(3000);
        var shards = GatewayShards.of(workspaces);
        var sizes = workspaces.stream().collect(Collectors.groupingBy(shards::shardOf, Collectors.counting()));
        assertThat(sizes.values()).allMatch(size -> size <= GatewayShards.WORKSPACES_MAX);
    }

    @Test
    void staysWithOneListenerUpToFiveHundred() {
        assertThat(GatewayShards.of(workspaces(500)).count()).isEqualTo(1);
        assertThat(GatewayShards.of(workspaces(501)).count()).isEqualTo(2);
    }

    @Test
    void movesNoWorkspaceWhenAnotherIsAdded() {
        var before = GatewayShards.of(workspaces(700));
        var after = GatewayShards.of(workspaces(701));
        assertThat(after.count()).isEqualTo(before.count());
        assertThat(workspaces(700)).allMatch(workspace -> before.shardOf(workspace) == after.shardOf(workspace));
    }

    @Test
    void refusesMoreThanAGatewayServes() {
        assertThatThrownBy(() -> GatewayShards.of(workspaces(40_000))).hasMessageContaining("another gateway");
    }

    private static List<DocumentRef> workspaces(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DocumentRef("SynapseWorkspace", "n", "w" + i))
                .toList();
    }
}
