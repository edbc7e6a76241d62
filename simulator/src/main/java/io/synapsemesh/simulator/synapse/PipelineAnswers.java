package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Runs and triggers. A run is InProgress until cancelled: nothing executes.
final class PipelineAnswers {
    private PipelineAnswers() {}

    static Reply createRun(DevCall call) {
        String name = call.variable("name");
        if (call.workspace().artifact("pipelines", name).isEmpty()) {
            return ArtifactAnswers.missing("pipelines", name);
        }
        String runId = UUID.randomUUID().toString();
        String now = Instant.now().toString();
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.put("runId", runId);
        run.put("pipelineName", name);
        run.set("parameters", parameters(call));
        run.putObject("invokedBy").put("id", runId.replace("-", "")).put("name", "Manual");
        run.put("runStart", now);
        run.putNull("runEnd");
        run.putNull("durationInMs");
        run.put("status", "InProgress");
        run.put("message", "");
        run.put("lastUpdated", now);
        run.putArray("annotations");
        call.workspace().putRun(runId, run);
        return Reply.json(202, Map.of("runId", runId));
    }

    static Reply run(DevCall call) {
        return call.workspace()
                .run(call.variable("runId"))
                .map(run -> Reply.json(200, run))
                .orElseGet(() -> ArtifactAnswers.missing("pipelineruns", call.variable("runId")));
    }

    static Reply cancel(DevCall call) {
        var found = call.workspace().run(call.variable("runId"));
        if (found.isEmpty()) {
            return ArtifactAnswers.missing("pipelineruns", call.variable("runId"));
        }
        var run = found.get();
        run.put("status", "Cancelled");
        run.put("runEnd", Instant.now().toString());
        call.workspace().putRun(call.variable("runId"), run);
        return Reply.empty(200);
    }

    /// All runs: the filters of the request are not applied.
    static Reply query(DevCall call) {
        return Reply.json(200, Map.of("value", call.workspace().runs()));
    }

    static Reply none(DevCall call) {
        return Reply.json(200, Map.of("value", List.of()));
    }

    static DevAnswer trigger(String state) {
        return call -> {
            String name = call.variable("name");
            var found = call.workspace().artifact("triggers", name);
            if (found.isEmpty()) {
                return ArtifactAnswers.missing("triggers", name);
            }
            if (found.get().path("properties").deepCopy() instanceof ObjectNode properties) {
                properties.put("runtimeState", state);
                ArtifactAnswers.store(call.workspace(), "triggers", name, properties);
            }
            return Reply.empty(200);
        };
    }

    private static ObjectNode parameters(DevCall call) {
        return call.http().json() instanceof ObjectNode given ? given : Json.MAPPER.createObjectNode();
    }
}
