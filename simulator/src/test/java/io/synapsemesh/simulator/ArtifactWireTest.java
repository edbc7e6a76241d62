package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Artifacts, runs and Livy, in the shapes of the public examples.
final class ArtifactWireTest {
    private static final String LIVY = "/livyApi/versions/2019-11-01-preview/sparkPools/spark1";

    private final Simulator simulator = Simulator.start(List.of("ws1"));
    private final Browser browser = new Browser(simulator);
    private final String token = simulator.synapseToken("22222222-2222-2222-2222-222222222222");

    @AfterEach
    void close() {
        browser.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipelines", "notebooks", "linkedservices", "triggers", "sqlScripts", "datasets"})
    void keepsAnArtifactUntilItIsDeleted(String kind) throws Exception {
        var put = call("PUT", "/" + kind + "/one", "{\"properties\":{\"description\":\"d\"}}");
        assertThat(put.statusCode()).isEqualTo(200);
        JsonNode list = Json.MAPPER.readTree(call("GET", "/" + kind, "").body());
        assertThat(list.get("value")).hasSize(1);
        assertThat(list.at("/value/0")).isEqualTo(Json.MAPPER.readTree(put.body()));
        assertThat(Json.MAPPER.readTree(put.body()).fieldNames())
                .toIterable()
                .containsExactly("id", "name", "type", "properties", "etag");
        assertThat(call("DELETE", "/" + kind.toUpperCase(java.util.Locale.ROOT) + "/ONE", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/" + kind + "/one", "").statusCode()).isEqualTo(404);
    }

    @Test
    void startsQueriesAndCancelsARun() throws Exception {
        call("PUT", "/pipelines/daily", "{\"properties\":{}}");
        var created = call("POST", "/pipelines/daily/createRun?api-version=2020-12-01", "{\"day\":\"monday\"}");
        assertThat(created.statusCode()).isEqualTo(202);
        assertThat(created.body()).matches("\\{\"runId\":\"[0-9a-f-]{36}\"}");
        String runId = Json.MAPPER.readTree(created.body()).get("runId").textValue();
        assertThat(Json.MAPPER
                        .readTree(call("POST", "/queryPipelineRuns", "{}").body())
                        .at("/value/0/runId")
                        .textValue())
                .isEqualTo(runId);
        assertThat(call("POST", "/pipelineruns/" + runId + "/cancel", "").statusCode())
                .isEqualTo(200);
        JsonNode run =
                Json.MAPPER.readTree(call("GET", "/pipelineruns/" + runId, "").body());
        assertThat(run.get("status").textValue()).isEqualTo("Cancelled");
        assertThat(run.at("/parameters/day").textValue()).isEqualTo("monday");
        assertThat(call("POST", "/pipelines/unknown/createRun", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void opensASparkSessionAndRunsAStatement() throws Exception {
        JsonNode session = Json.MAPPER.readTree(
                call("POST", LIVY + "/sessions", "{\"name\":\"explore\"}").body());
        assertThat(session.get("id").intValue()).isZero();
        assertThat(session.get("jobType").textValue()).isEqualTo("SparkSession");
        assertThat(session.get("state").textValue()).isEqualTo("idle");
        var statement = call("POST", LIVY + "/sessions/0/statements", "{\"code\":\"1+1\",\"kind\":\"pyspark\"}");
        assertThat(statement.body()).startsWith("{\"id\":0,\"code\":\"1+1\",\"state\":\"available\",\"output\":");
        assertThat(call("GET", LIVY + "/sessions/0/statements", "").body()).startsWith("{\"total_statements\":1,");
        assertThat(call("POST", LIVY + "/sessions/7/statements", "{}").statusCode())
                .isEqualTo(404);
        assertThat(call("DELETE", LIVY + "/sessions/0", "").statusCode()).isEqualTo(200);
        assertThat(call("GET", LIVY + "/sessions/0", "").body()).contains("\"state\":\"killed\"");
    }

    @Test
    void listsBatchesUnderTheNameSessions() throws Exception {
        call("POST", LIVY + "/batches", "{\"name\":\"nightly\"}");
        var listed = call("GET", LIVY + "/batches", "");
        assertThat(listed.body()).startsWith("{\"from\":0,\"total\":1,\"sessions\":[{");
        assertThat(listed.body()).contains("\"jobType\":\"SparkBatch\"");
    }

    @Test
    void recordsTheRawTargetEvenWhereNoRouteMatches() throws Exception {
        assertThat(call("GET", "//pipelines/..%2Fsecret;x=1?a=b", "").statusCode())
                .isEqualTo(404);
        assertThat(simulator.devRequests().requests().getLast().target()).isEqualTo("//pipelines/..%2Fsecret;x=1?a=b");
    }

    @Test
    void refusesABodyAboveItsLimitAndRecordsNothing() throws Exception {
        String body = "x".repeat(FakeHttps.BODY_BYTES_MAX + 1);
        assertThat(call("PUT", "/pipelines/huge", body).statusCode()).isEqualTo(413);
        assertThat(simulator.devRequests().total()).isZero();
    }

    private HttpResponse<String> call(String method, String target, String body) throws Exception {
        return browser.send(method, "ws1", target, token, body);
    }
}
