package io.synapsemesh.identity.serve;

import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.identity.decide.DeskScene;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Class 9 of the pitfalls: one request, read as two. Each spelling that somebody behind us may read otherwise is
/// refused at both doors, on trial too, and its nearest plain spelling is allowed.
final class PathConfusionTest {
    private final Doors doors = new Doors(new DeskScene());

    /// @param confused what an attacker sends
    /// @param twin the nearest that is allowed
    record Pair(String confused, String twin) {}

    static List<Pair> pairs() {
        return List.of(
                // A segment that is dropped, or is not.
                new Pair("//pipelines", "/pipelines"),
                new Pair("/pipelines//", "/pipelines/x"),
                new Pair("///pipelines", "/pipelines"),
                new Pair("/pipelines//x", "/pipelines/x"),
                // Separators in disguise.
                new Pair("/pipelines/a%2Fb", "/pipelines/ab"),
                new Pair("/pipelines/a%2fb", "/pipelines/a-b"),
                new Pair("/pipelines/a%5Cb", "/pipelines/a_b"),
                new Pair("/pipelines\\x", "/pipelines/x"),
                new Pair("/pipelines/%2e%2e/workspace", "/workspace"),
                new Pair("/pipelines%2Fx", "/pipelines/x"),
                new Pair("/%2Fpipelines", "/pipelines"),
                new Pair("/pipelines/%252e%252e/x", "/pipelines/x"),
                // Dot segments, and what Windows makes of a last dot or space.
                new Pair("/pipelines/.", "/pipelines"),
                new Pair("/pipelines/..", "/pipelines"),
                new Pair("/pipelines/../workspace", "/workspace"),
                new Pair("/./pipelines", "/pipelines"),
                new Pair("/pipelines/x.", "/pipelines/x"),
                new Pair("/pipelines/x%20", "/pipelines/x%20y"),
                new Pair("/pipelines./x", "/pipelines/x.y"),
                // Matrix parameters.
                new Pair("/pipelines;x=1", "/pipelines"),
                new Pair("/pipelines/x;jsessionid=1", "/pipelines/x"),
                new Pair("/;/pipelines", "/pipelines"),
                new Pair("/pipelines/..;/workspace", "/workspace"),
                // Escapes of what needs none, cut-off escapes, escapes of escapes.
                new Pair("/%70ipelines", "/pipelines"),
                new Pair("/pipelines/%41", "/pipelines/A"),
                new Pair("/pipelines/x%", "/pipelines/x"),
                new Pair("/pipelines/x%4", "/pipelines/x4"),
                new Pair("/pipelines/%zz", "/pipelines/zz"),
                new Pair("/pipelines/%u0041", "/pipelines/u0041"),
                new Pair("/pipelines/x%00", "/pipelines/x0"),
                new Pair("/pipelines/x%0d%0aHost:%20y", "/pipelines/x-Host-y"),
                new Pair("/pipelines/x%3Fy", "/pipelines/x?y"),
                new Pair("/pipelines/x%23y", "/pipelines/x-y"),
                // Bytes that are no UTF-8, or more than one way to write a character.
                new Pair("/pipelines/%C0%AE%C0%AE", "/pipelines/%C3%A9"),
                new Pair("/pipelines/%ED%A0%80", "/pipelines/%ED%9F%BF"),
                new Pair("/pipelines/%FF", "/pipelines/%E2%82%AC"),
                new Pair("/pipelines/\u00e9", "/pipelines/%c3%a9"),
                // A fragment, and a query that only looks like one.
                new Pair("/pipelines#/../workspace", "/pipelines?x="),
                new Pair("/pipelines?x=1#y", "/pipelines?x=1"),
                // An absolute form, an empty one, and the whole server.
                new Pair("https://contoso.dev.azuresynapse.net/pipelines", "/pipelines"),
                new Pair("pipelines", "/pipelines"),
                new Pair("", "/workspace"),
                new Pair("*", "/workspace"),
                new Pair("/" + "a".repeat(2_048), "/pipelines/" + "a".repeat(2_037)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void refusesWhatCouldBeReadOtherwiseAndAllowsItsTwin(Pair pair) {
        for (var place : List.of(CONTOSO, TRIAL)) {
            var refused = doors.check(Doors.attributes(place, DeskScene.WEB, "alice", "GET", pair.confused()));
            assertThat(Doors.status(refused)).isEqualTo(400);
            assertThat(Doors.word(refused, "reason")).isEqualTo("AmbiguousPath");
            assertThat(refused.getDeniedResponse().getBody())
                    .isEqualTo(
                            "{\"error\":{\"code\":\"BadRequest\",\"message\":\"The request is malformed, or its path is"
                                    + " not in canonical form.\"}}");
            AuthAnswer atEdge = doors.auth(DeskScene.EDGE, Doors.edge(place, "alice", "GET", pair.confused()));
            assertThat(atEdge.status()).as("Nginx knows no 400 here").isEqualTo(403);
            assertThat(atEdge.headers()).containsEntry("X-Synapsemesh-Reason", "AmbiguousPath");
            assertThat(new String(
                            Base64.getDecoder().decode(atEdge.headers().get("X-Synapsemesh-Error")),
                            StandardCharsets.US_ASCII))
                    .isEqualTo(refused.getDeniedResponse().getBody());

            var allowed = doors.check(Doors.attributes(place, DeskScene.WEB, "alice", "GET", pair.twin()));
            assertThat(Doors.status(allowed)).as(pair.twin()).isEqualTo(200);
            assertThat(Doors.word(allowed, "reason")).isEqualTo("Granted");
            assertThat(doors.auth(DeskScene.EDGE, Doors.edge(place, "alice", "GET", pair.twin()))
                            .status())
                    .isEqualTo(204);
        }
    }

    /// Letters compare without case and a query does not count, so these are the same item: what is denied for one
    /// spelling is denied for all.
    @ParameterizedTest
    @CsvSource({
        "/livyApi/versions/1/sparkPools/pool2/batches",
        "/livyApi/versions/1/sparkPools/POOL2/batches",
        "/LIVYAPI/versions/1/SparkPools/Pool2/Batches",
        "/livyApi/versions/1/sparkPools/pool2/batches?pool=pool1",
        "/livyApi/versions/1/sparkPools/pool2/batches?/../pool1/batches",
    })
    void everySpellingOfAnItemThatIsNotGrantedIsRefused(String target) {
        assertThat(Doors.status(doors.check(Doors.attributes(CONTOSO, DeskScene.WEB, "dora", "POST", target))))
                .isEqualTo(403);
        assertThat(doors.auth(DeskScene.EDGE, Doors.edge(CONTOSO, "dora", "POST", target))
                        .status())
                .isEqualTo(403);
        String twin = target.replaceAll("(?i)pool2", "pool1");
        assertThat(Doors.status(doors.check(Doors.attributes(CONTOSO, DeskScene.WEB, "dora", "POST", twin))))
                .isEqualTo(200);
    }
}
