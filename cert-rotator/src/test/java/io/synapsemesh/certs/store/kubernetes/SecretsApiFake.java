package io.synapsemesh.certs.store.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// `/api/v1/namespaces/mesh/secrets` of the Kubernetes API: create, replace with a resource version, delete, and lists
/// by field selector, label selector and page, from the published API reference (v1.35, "Secret").
public final class SecretsApiFake implements Service {
    public static final String TOKEN = "token-of-the-fake";
    private static final String SECRETS = "/api/v1/namespaces/mesh/secrets";

    private final TreeMap<String, ObjectNode> secrets = new TreeMap<>();
    private int resourceVersion = 100;

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").equals("Bearer " + TOKEN)) {
            return status(401, "Unauthorized", "Unauthorized");
        }
        String path = call.path();
        if (path.equals(SECRETS)) {
            return call.method().equals("POST") ? create(call.body()) : list(FakeJson.query(call));
        }
        if (!path.startsWith(SECRETS + "/")) {
            return status(404, "NotFound", "the server could not find the requested resource");
        }
        String name = path.substring(SECRETS.length() + 1);
        if (!secrets.containsKey(name)) {
            return status(404, "NotFound", "secrets \"" + name + "\" not found");
        }
        return switch (call.method()) {
            case "GET" ->
                Reply.json(200, Objects.requireNonNull(secrets.get(name)).toString());
            case "PUT" -> replace(name, call.body());
            case "DELETE" -> {
                secrets.remove(name);
                yield Reply.json(
                        200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\"}");
            }
            default -> status(405, "MethodNotAllowed", "the server does not allow this method");
        };
    }

    private Reply create(byte[] body) {
        var secret = FakeJson.read(body);
        String name = secret.path("metadata").path("name").asText();
        if (secrets.containsKey(name)) {
            return status(409, "AlreadyExists", "secrets \"" + name + "\" already exists");
        }
        return Reply.json(201, keep(name, secret).toString());
    }

    private Reply replace(String name, byte[] body) {
        var secret = FakeJson.read(body);
        String wanted = secret.path("metadata").path("resourceVersion").asText("");
        String present = Objects.requireNonNull(secrets.get(name))
                .path("metadata")
                .path("resourceVersion")
                .asText();
        if (!wanted.isEmpty() && !wanted.equals(present)) {
            return status(409, "Conflict", "the object has been modified; please apply your changes to the latest");
        }
        return Reply.json(200, keep(name, secret).toString());
    }

    private ObjectNode keep(String name, ObjectNode secret) {
        var metadata = (ObjectNode) secret.get("metadata");
        metadata.put("namespace", "mesh").put("uid", "u").put("resourceVersion", Integer.toString(++resourceVersion));
        secrets.put(name, secret);
        return secret;
    }

    private Reply list(Map<String, String> query) {
        String field = query.getOrDefault("fieldSelector", "").replace("metadata.name=", "");
        String label = query.getOrDefault("labelSelector", "").replace("app.kubernetes.io/managed-by=", "");
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int limit = Integer.parseInt(query.getOrDefault("limit", "500"));
        var found = secrets.entrySet().stream()
                .filter(e -> field.isEmpty() || e.getKey().equals(field))
                .filter(e -> label.isEmpty()
                        || e.getValue()
                                .path("metadata")
                                .path("labels")
                                .path("app.kubernetes.io/managed-by")
                                .asText()
                                .equals(label))
                .map(Map.Entry::getValue)
                .toList();
        var answer = FakeJson.object().put("kind", "SecretList").put("apiVersion", "v1");
        var metadata = answer.putObject("metadata").put("resourceVersion", Integer.toString(resourceVersion));
        if (found.size() > from + limit) {
            metadata.put("continue", Integer.toString(from + limit));
        }
        found.stream().skip(from).limit(limit).forEach(answer.withArray("items")::add);
        answer.withArray("items");
        return Reply.json(200, answer.toString());
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> status(403, "Forbidden", "secrets is forbidden: User \"mesh\" cannot do this");
            case 429 -> status(429, "TooManyRequests", "the server has received too many requests");
            default -> status(status, "InternalError", "an error on the server has prevented this");
        };
    }

    private Reply status(int code, String reason, String message) {
        return Reply.json(
                code,
                FakeJson.object()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("status", "Failure")
                        .put("message", message)
                        .put("reason", reason)
                        .put("code", code)
                        .toString());
    }
}
