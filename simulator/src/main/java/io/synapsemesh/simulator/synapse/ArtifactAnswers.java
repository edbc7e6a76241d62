package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Reply;
import java.util.Map;
import java.util.UUID;

/// Artifacts of any kind: `{id, name, type, properties, etag}`, lists as `{value: […]}` (azure-rest-api-specs,
/// stable/2020-12-01 examples). Changes take effect at once; the service's 202 and its polling are not played.
final class ArtifactAnswers {
    private ArtifactAnswers() {}

    static DevAnswer list(String kind) {
        return call -> Reply.json(200, Map.of("value", call.workspace().artifacts(kind)));
    }

    static DevAnswer one(String kind) {
        return call -> call.workspace()
                .artifact(kind, call.variable("name"))
                .map(body -> Reply.json(200, body))
                .orElseGet(() -> missing(kind, call.variable("name")));
    }

    static DevAnswer put(String kind) {
        return call -> {
            JsonNode properties = call.http().json().path("properties");
            if (!properties.isObject()) {
                return SynapseErrors.badRequest("The request body has no 'properties' object.");
            }
            return Reply.json(200, store(call.workspace(), kind, call.variable("name"), properties));
        };
    }

    static DevAnswer rename(String kind) {
        return call -> {
            String newName = call.http().json().path("newName").asText();
            var old = call.workspace().artifact(kind, call.variable("name"));
            if (newName.isEmpty()) {
                return SynapseErrors.badRequest("'newName' is required.");
            }
            if (old.isEmpty()) {
                return missing(kind, call.variable("name"));
            }
            store(call.workspace(), kind, newName, old.get().path("properties"));
            call.workspace().removeArtifact(kind, call.variable("name"));
            return Reply.empty(200);
        };
    }

    static DevAnswer delete(String kind) {
        return call -> Reply.empty(call.workspace().removeArtifact(kind, call.variable("name")) ? 200 : 204);
    }

    static ObjectNode store(WorkspaceState workspace, String kind, String name, JsonNode properties) {
        var body = Json.MAPPER.createObjectNode();
        body.put("id", workspace.resourceId() + "/" + kind + "/" + name);
        body.put("name", name);
        body.put("type", "Microsoft.Synapse/workspaces/" + kind);
        body.set("properties", properties);
        body.put("etag", UUID.randomUUID().toString());
        workspace.putArtifact(kind, name, body);
        return body;
    }

    static Reply missing(String kind, String name) {
        return SynapseErrors.notFound("NotFound", "The %s '%s' does not exist.".formatted(kind, name));
    }
}
