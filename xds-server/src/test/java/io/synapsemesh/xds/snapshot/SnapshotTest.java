package io.synapsemesh.xds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
    private static final DocumentRef ONE = new DocumentRef("MeshProxy", "mesh", "one");
    private static final DocumentRef TWO = new DocumentRef("MeshProxy", "mesh", "two");

    @Test
    void recordsExactlyWhatDiffers() {
        Snapshot first = Snapshot.empty()
                .next()
                .put(ONE, cluster("a", 1))
                .put(ONE, cluster("b", 1))
                .put(TWO, cluster("a", 1))
                .build();
        Snapshot second = first.next()
                .put(ONE, cluster("a", 2))
                .put(ONE, cluster("b", 1))
                .put(TWO, cluster("a", 2))
                .put(TWO, cluster("a", 1))
                .remove(TWO, TypeUrl.CLUSTER, "never-there")
                .build();
        assertThat(second.changes().byView()).isEqualTo(Map.of(ONE, Map.of(TypeUrl.CLUSTER, Set.of("a"))));
        assertThat(second.follows(first)).isTrue();
        assertThat(second.follows(Snapshot.empty())).isFalse();
        assertThat(view(first, ONE).type(TypeUrl.CLUSTER).get("a")).isEqualTo(cluster("a", 1));
    }

    @Test
    void equalResourcesAreOneObjectInAllViews() {
        Snapshot snapshot = Snapshot.empty()
                .next()
                .put(ONE, cluster("a", 1))
                .put(TWO, cluster("a", 1))
                .build();
        assertThat(view(snapshot, ONE).type(TypeUrl.CLUSTER).get("a"))
                .isSameAs(view(snapshot, TWO).type(TypeUrl.CLUSTER).get("a"));
    }

    @Test
    void anotherOriginIsNoChangeAndIsKept() {
        var origin = Origin.of(new DocumentRef("SynapseAccessPolicy", "a", "p"), 2);
        Snapshot first = Snapshot.empty().next().put(ONE, cluster("a", 1)).build();
        Snapshot second = first.next().put(ONE, cluster("a", 1).from(origin)).build();
        assertThat(second.changes().isEmpty()).isTrue();
        assertThat(Objects.requireNonNull(
                                view(second, ONE).type(TypeUrl.CLUSTER).get("a"))
                        .origin())
                .contains(origin);
    }

    @Test
    void settingAViewRemovesWhatIsNotListed() {
        Snapshot first = Snapshot.empty()
                .next()
                .set(ONE, List.of(cluster("a", 1), cluster("b", 1)))
                .build();
        Snapshot second = first.next().set(ONE, List.of(cluster("b", 1))).build();
        assertThat(second.changes().byView()).isEqualTo(Map.of(ONE, Map.of(TypeUrl.CLUSTER, Set.of("a"))));
        assertThat(view(second, ONE).types()).containsExactly(TypeUrl.CLUSTER);
        assertThat(view(second.next().set(ONE, List.of()).build(), ONE).types()).isEmpty();
    }

    @Test
    void aRemovedViewIsGoneUnlessItComesBackAtOnce() {
        Snapshot first = Snapshot.empty()
                .next()
                .put(ONE, cluster("a", 1))
                .put(ONE, cluster("b", 1))
                .build();
        Snapshot gone = first.next().removeView(ONE).build();
        assertThat(gone.view(ONE)).isNull();
        assertThat(gone.changes().removedViews()).containsExactly(ONE);
        Snapshot back = first.next().removeView(ONE).put(ONE, cluster("b", 1)).build();
        assertThat(back.changes().removedViews()).isEmpty();
        assertThat(back.changes().byView()).isEqualTo(Map.of(ONE, Map.of(TypeUrl.CLUSTER, Set.of("a"))));
    }

    @Test
    void theVersionOfATypeIsThatOfItsContentNotOfItsHistory() {
        Snapshot straight = Snapshot.empty().next().put(ONE, cluster("a", 2)).build();
        Snapshot detour = Snapshot.empty()
                .next()
                .put(ONE, cluster("b", 1))
                .put(ONE, cluster("a", 1))
                .build()
                .next()
                .put(ONE, cluster("a", 2))
                .remove(ONE, TypeUrl.CLUSTER, "b")
                .build();
        assertThat(view(detour, ONE).type(TypeUrl.CLUSTER).version())
                .isEqualTo(view(straight, ONE).type(TypeUrl.CLUSTER).version());
    }

    @Test
    void typesComeInPushOrder() {
        assertThat(TypeUrl.PUSH_ORDER.reversed().stream().sorted().toList()).isEqualTo(TypeUrl.PUSH_ORDER);
        assertThat(TypeUrl.parse("type.googleapis.com/a.B")).isGreaterThan(TypeUrl.EXTENSION_CONFIG);
    }

    private static View view(Snapshot snapshot, DocumentRef proxy) {
        return Objects.requireNonNull(snapshot.view(proxy));
    }

    private static Resource cluster(String name, int mark) {
        return Resource.of(
                name,
                Cluster.newBuilder().setName(name).setAltStatName("v" + mark).build());
    }
}
