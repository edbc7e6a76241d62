package io.synapsemesh.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.path.CanonicalPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTableTest {
    private static final RouteTable TABLE = RouteTable.builtIn();

    /// Every row of the published contract, legacy paths included: method, path, what it requires.
    @ParameterizedTest(name = "{0} {1} requires {2}")
    @CsvFileSource(resources = "routes.csv", delimiter = '|', ignoreLeadingAndTrailingWhitespace = true)
    void requiresWhatTheContractSays(String method, String path, String required) {
        assertThat(Texts.print(TABLE.require(method, new CanonicalPath(path)))).isEqualTo(required);
    }

    @Test
    void everyRowIsInThatFile() throws Exception {
        try (var file = RouteTableTest.class.getResourceAsStream("routes.csv")) {
            List<List<String>> lines = new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\\|")))
                    .toList();
            assertThat(TABLE.routes())
                    .allSatisfy(route -> assertThat(lines)
                            .as(route.id())
                            .anyMatch(line -> route.methods()
                                            .contains(line.get(0).trim())
                                    && route.template()
                                            .match(new CanonicalPath(line.get(1).trim()))
                                            .isPresent()));
        }
    }

    @Test
    void noTwoRowsAreOne() {
        assertThat(TABLE.routes().stream().map(Route::id)).doesNotHaveDuplicates();
        assertThat(TABLE.with(List.of()).table().routes()).isEqualTo(TABLE.routes());
    }

    @Test
    void theFirstMatchAppliesAndThatIsTheMoreSpecific() {
        var table = RouteTable.of(List.of(
                route("GET", "/p/{z*}", "artifacts/read"),
                route("GET", "/p/{a}/{b}", "triggers/write"),
                route("GET", "/p/{x}/run", "pipelines/write"),
                route("GET", "/p/one/run", "datasets/write")));
        assertThat(required(table, "/P/One/Run")).isEqualTo("datasets/write");
        assertThat(required(table, "/p/two/run")).isEqualTo("pipelines/write");
        assertThat(required(table, "/p/two/stop")).isEqualTo("triggers/write");
        assertThat(required(table, "/p/two/stop/now")).isEqualTo("artifacts/read");
    }

    @Test
    void itemNamesAreDecodedAndLowerCased() {
        var path = new CanonicalPath("/livyApi/versions/v/sparkPools/My%20P%C3%A4/batches");
        assertThat(Texts.print(TABLE.require("POST", path)))
                .isEqualTo("bigDataPools/useCompute/action @ workspaces/w/bigDataPools/my pä");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /pipelines/",
                "GET /pipelines/a/b",
                "get /pipelines",
                "HEAD /pipelines",
                "OPTIONS /pipelines",
                "POST /pipelines/a",
                "PATCH /pipelines/a",
                "GET /preview/x",
                "PUT /rbac/roleAssignments/1",
                "GET /livyApi/versions/v/sparkPools/p/other",
                "GET /livyApi/versions/v/sparkPools/p/other/1",
                "DELETE /livyApi/versions/v/sparkPools/p/batches",
                "POST /roleAssignments"
            })
    void aRouteMissingFromTheTableIsUnknown(String request) {
        String[] words = request.split(" ");
        var path = new CanonicalPath(words[1]);
        assertThat(TABLE.require(words[0], path)).isEqualTo(new Required.UnknownRoute(words[0], path));
    }

    private static Route route(String methods, String template, String... requirements) {
        return Texts.route(methods, template, requirements);
    }

    private static String required(RouteTable table, String path) {
        return Texts.print(table.require("GET", new CanonicalPath(path))).replace(" @ workspaces/w", "");
    }
}
