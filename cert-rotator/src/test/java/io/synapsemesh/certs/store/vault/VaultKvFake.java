package io.synapsemesh.certs.store.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/// Vault's KV engine, version 2, mounted at `secret`, from the published HTTP API ("KV secrets engine - version 2
/// (API)"): data with `cas`, metadata, list, 404 with an empty `errors`. One token, no policies.
public final class VaultKvFake implements Service {
    public static final String TOKEN = "s.token-of-the-fake";
    private static final String DATA = "/v1/secret/data/";
    private static final String METADATA = "/v1/secret/metadata/";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Stored> stored = new TreeMap<>();

    private record Stored(JsonNode data, int version, boolean isDeleted) {}

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("X-Vault-Token").equals(TOKEN)) {
            return error(403, "permission denied");
        }
        String path = call.path();
        if (path.startsWith(DATA)) {
            String key = path.substring(DATA.length());
            return switch (call.method()) {
                case "GET" -> read(key);
                case "POST", "PUT" -> write(key, call.body());
                case "DELETE" -> softDelete(key);
                default -> error(405, "unsupported operation");
            };
        }
        if (path.startsWith(METADATA)) {
            String key = path.substring(METADATA.length());
            if (call.method().equals("DELETE")) {
                stored.remove(key);
                return new Reply(204, Map.of(), "");
            }
            return list(key);
        }
        return error(404, "no handler for route \"" + path.substring(4) + "\". route entry not found.");
    }

    /// `vault kv delete`: the newest version is gone, the key is not.
    public synchronized Reply softDelete(String key) {
        stored.computeIfPresent(key, (k, old) -> new Stored(old.data(), old.version(), true));
        return new Reply(204, Map.of(), "");
    }

    private Reply read(String key) {
        var found = stored.get(key);
        if (found == null) {
            return Reply.json(404, "{\"errors\":[]}");
        }
        var answer = envelope();
        var data = answer.putObject("data");
        data.set("data", found.isDeleted() ? null : found.data());
        metadata(data.putObject("metadata"), found);
        return Reply.json(found.isDeleted() ? 404 : 200, answer.toString());
    }

    private Reply write(String key, byte[] body) {
        JsonNode asked;
        try {
            asked = json.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int version = stored.containsKey(key) ? stored.get(key).version() : 0;
        if (asked.path("options").path("cas").asInt(-1) != version) {
            return error(400, "check-and-set parameter did not match the current version");
        }
        var made = new Stored(asked.path("data"), version + 1, false);
        stored.put(key, made);
        var answer = envelope();
        metadata(answer.putObject("data"), made);
        return Reply.json(200, answer.toString());
    }

    private Reply list(String folder) {
        var keys = stored.keySet().stream()
                .filter(key -> key.startsWith(folder + "/"))
                .map(key -> key.substring(folder.length() + 1))
                .toList();
        if (keys.isEmpty()) {
            return Reply.json(404, "{\"errors\":[]}");
        }
        var answer = envelope();
        keys.forEach(answer.putObject("data").putArray("keys")::add);
        return Reply.json(200, answer.toString());
    }

    private ObjectNode envelope() {
        return json.createObjectNode()
                .put("request_id", "1")
                .put("lease_id", "")
                .put("renewable", false)
                .put("lease_duration", 0);
    }

    private static void metadata(ObjectNode node, Stored stored) {
        node.put("created_time", "2026-01-01T00:00:00Z")
                .put("deletion_time", stored.isDeleted() ? "2026-01-02T00:00:00Z" : "")
                .put("destroyed", false)
                .put("version", stored.version())
                .putNull("custom_metadata");
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error(403, "permission denied");
            case 429 -> error(429, "request path \"secret/data\": rate limit quota exceeded");
            default -> error(status, "internal error");
        };
    }

    private static Reply error(int status, String message) {
        return Reply.json(status, "{\"errors\":[\"" + message.replace("\"", "\\\"") + "\"]}");
    }
}
