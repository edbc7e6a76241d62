package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Spark sessions or batches of a pool, and statements of a session (azure-rest-api-specs, preview/2019-11-01-preview,
/// sparkJob.json and its SparkFrontend examples). A session is `idle` and a statement `available` at once.
final class LivyAnswers {
    private final String kind;

    LivyAnswers(String kind) {
        this.kind = kind;
    }

    Reply list(DevCall call) {
        var entries = call.workspace().spark(key(call));
        var body = new LinkedHashMap<String, Object>();
        body.put("from", 0);
        body.put("total", entries.size());
        // Batches are listed under `sessions` too.
        body.put("sessions", entries);
        return Reply.json(200, body);
    }

    Reply create(DevCall call) {
        boolean batch = kind.equals("batches");
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.putNull("livyInfo");
        entry.put("name", call.http().json().path("name").asText("unnamed"));
        entry.put("workspaceName", call.workspace().name());
        entry.put("sparkPoolName", call.variable("pool"));
        entry.put("jobType", batch ? "SparkBatch" : "SparkSession");
        entry.put("result", "Uncertain");
        entry.putArray("errorInfo");
        entry.putNull("appId");
        entry.putNull("appInfo");
        entry.put("state", batch ? "running" : "idle");
        entry.putArray("log");
        return Reply.json(200, call.workspace().addSpark(key(call), entry));
    }

    Reply one(DevCall call) {
        return at(call, key(call), "id").map(entry -> Reply.json(200, entry)).orElseGet(() -> missing());
    }

    Reply cancel(DevCall call) {
        boolean found = call.workspace().setSparkState(key(call), index(call, "id"), "killed");
        return found ? Reply.empty(200) : missing();
    }

    static Reply resetTimeout(DevCall call) {
        return session(call).isPresent() ? Reply.empty(200) : missing();
    }

    static Reply createStatement(DevCall call) {
        if (session(call).isEmpty()) {
            return missing();
        }
        ObjectNode statement = Json.MAPPER.createObjectNode();
        statement.put("id", 0);
        statement.put("code", call.http().json().path("code").asText());
        statement.put("state", "available");
        var output = statement.putObject("output").put("status", "ok").put("execution_count", 0);
        output.putObject("data").put("text/plain", "");
        return Reply.json(200, call.workspace().addSpark(statementsKey(call), statement));
    }

    static Reply statements(DevCall call) {
        var entries = call.workspace().spark(statementsKey(call));
        var body = new LinkedHashMap<String, Object>();
        body.put("total_statements", entries.size());
        body.put("statements", entries);
        return Reply.json(200, body);
    }

    static Reply statement(DevCall call) {
        return at(call, statementsKey(call), "statement")
                .map(entry -> Reply.json(200, entry))
                .orElseGet(() -> missing());
    }

    static Reply cancelStatement(DevCall call) {
        boolean found = call.workspace().setSparkState(statementsKey(call), index(call, "statement"), "cancelled");
        return found ? Reply.json(200, Map.of("msg", "canceled")) : missing();
    }

    private static Optional<ObjectNode> session(DevCall call) {
        return at(call, new LivyAnswers("sessions").key(call), "id");
    }

    private static Optional<ObjectNode> at(DevCall call, String key, String variable) {
        var entries = call.workspace().spark(key);
        int index = index(call, variable);
        return index >= 0 && index < entries.size() ? Optional.of(entries.get(index)) : Optional.empty();
    }

    private String key(DevCall call) {
        return AccessCheck.key(call.variable("pool")) + "/" + kind;
    }

    private static String statementsKey(DevCall call) {
        return new LivyAnswers("sessions").key(call) + "/" + index(call, "id") + "/statements";
    }

    private static int index(DevCall call, String variable) {
        String text = call.variable(variable);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static Reply missing() {
        return SynapseErrors.notFound("NotFound", "There is no such Spark session, batch or statement.");
    }
}
