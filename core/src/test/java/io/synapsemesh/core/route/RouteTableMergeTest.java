package io.synapsemesh.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.path.CanonicalPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/// documents.md: a table may add, or require more than the built-in one; requiring less needs `weakens: true`.
final class RouteTableMergeTest {
    private static final RouteTable TABLE = RouteTable.builtIn();
    private static final String BATCHES = "/livyApi/versions/{x}/sparkPools/{y}/batches";

    @Test
    void addsARouteThatWasUnknown() {
        RouteTable.Merged merged = add(false, "GET", "/preview/{x}", "artifacts/read");
        assertThat(merged.refused()).isEmpty();
        assertThat(required(merged, "GET", "/preview/a")).isEqualTo("artifacts/read @ workspaces/w");
        assertThat(merged.table().routes()).containsAll(TABLE.routes());
    }

    @Test
    void requiresMoreInTheSamePlace() {
        RouteTable.Merged merged = add(false, "GET", "/Pipelines/{other}", "artifacts/read", "pipelines/write");
        assertThat(merged.refused()).isEmpty();
        assertThat(required(merged, "GET", "/pipelines/a"))
                .isEqualTo("artifacts/read @ workspaces/w; pipelines/write @ workspaces/w");
        assertThat(merged.table().routes()).hasSameSizeAs(TABLE.routes());
    }

    @Test
    void refusesToRequireLessUnsaid() {
        RouteTable.Merged merged = add(false, "GET", "/pipelines/{name}", "read");
        assertThat(merged.refused()).hasSize(1);
        assertThat(merged.refused().getFirst().overlapped().id()).isEqualTo("GET /pipelines/{name}");
        assertThat(merged.table().routes()).isEqualTo(TABLE.routes());
    }

    @Test
    void requiresLessWhereItIsSaid() {
        RouteTable.Merged merged = add(true, "GET", "/pipelines/{name}", "read");
        assertThat(merged.refused()).isEmpty();
        assertThat(required(merged, "GET", "/pipelines/a")).isEqualTo("read @ workspaces/w");
        assertThat(required(merged, "PUT", "/pipelines/a")).isEqualTo("pipelines/write @ workspaces/w");
    }

    @Test
    void refusesAMoreSpecificRowThatHidesABuiltInOne() {
        assertThat(add(false, "PUT", "/pipelines/nightly", "read").refused()).hasSize(1);
        assertThat(add(false, "POST", "/pipelines/{name}/createRun", "read").refused())
                .hasSize(1);
    }

    @Test
    void refusesAMoreGeneralRowThatRequiresLess() {
        assertThat(add(false, "PUT", "/{any*}", "read").refused()).hasSize(1);
    }

    @Test
    void refusesARowOfWhichOneMethodWeakens() {
        assertThat(add(false, "GET PUT", "/pipelines/nightly", "artifacts/read").refused())
                .hasSize(1);
        assertThat(add(false, "GET HEAD", "/pipelines/nightly", "artifacts/read")
                        .refused())
                .isEmpty();
    }

    @Test
    void anotherMethodDoesNotOverlap() {
        RouteTable.Merged merged = add(false, "HEAD", "/pipelines/{name}", "read");
        assertThat(merged.refused()).isEmpty();
        assertThat(required(merged, "GET", "/pipelines/a")).isEqualTo("artifacts/read @ workspaces/w");
    }

    @Test
    void variablesCompareByPlaceAndNotByName() {
        assertThat(add(false, "POST", BATCHES, "bigDataPools/useCompute/action @ bigDataPool={y}", "read")
                        .refused())
                .isEmpty();
        assertThat(add(false, "POST", BATCHES, "bigDataPools/useCompute/action @ bigDataPool={x}")
                        .refused())
                .hasSize(1);
    }

    @Test
    void actionsCompareWithoutCase() {
        assertThat(add(false, "GET", "/pipelines/{name}", "ARTIFACTS/READ", "pipelines/write")
                        .refused())
                .isEmpty();
    }

    @Test
    void refusesOneAdditionAndKeepsTheRest() {
        RouteTable.Merged merged = TABLE.with(List.of(
                new RouteTable.Addition(Texts.route("PUT", "/pipelines/x", "read"), false),
                new RouteTable.Addition(Texts.route("GET", "/preview/x", "read"), false)));
        assertThat(merged.refused()).hasSize(1);
        assertThat(required(merged, "GET", "/preview/x")).isEqualTo("read @ workspaces/w");
        assertThat(required(merged, "PUT", "/pipelines/x")).isEqualTo("pipelines/write @ workspaces/w");
    }

    private static RouteTable.Merged add(boolean weakens, String methods, String template, String... requirements) {
        return TABLE.with(List.of(new RouteTable.Addition(Texts.route(methods, template, requirements), weakens)));
    }

    private static String required(RouteTable.Merged merged, String method, String path) {
        return Texts.print(merged.table().require(method, new CanonicalPath(path)));
    }
}
