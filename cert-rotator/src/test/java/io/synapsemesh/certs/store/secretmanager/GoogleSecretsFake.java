package io.synapsemesh.certs.store.secretmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Google Secret Manager of project `mesh-project`, from the published REST reference (v1): secrets with etag and
/// version aliases, versions with payload and checksum. No regions, no IAM beyond one token.
public final class GoogleSecretsFake implements Service {
    public static final String TOKEN = "ya29.of-the-fake";
    private static final String SECRETS = "/v1/projects/mesh-project/secrets";

    private final TreeMap<String, Stored> secrets = new TreeMap<>();
    private int etags;

    private static final class Stored {
        private ObjectNode secret = FakeJson.object();
        private final List<ObjectNode> versions = new ArrayList<>();
    }

    /// States of the versions of a secret, first to last.
    public synchronized List<String> statesOf(String id) {
        return Objects.requireNonNull(secrets.get(id)).versions.stream()
                .map(version -> version.path("state").asText())
                .toList();
    }

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").equals("Bearer " + TOKEN)) {
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
        String path = call.path();
        if (path.equals(SECRETS)) {
            return call.method().equals("POST") ? create(call) : list(call);
        }
        if (!path.startsWith(SECRETS + "/")) {
            return error(404, "NOT_FOUND", "Method not found.");
        }
        String[] parts = path.substring(SECRETS.length() + 1).split("[/:]");
        var found = secrets.get(parts[0]);
        if (found == null) {
            return error(404, "NOT_FOUND", "Secret [" + path.substring(4) + "] not found.");
        }
        if (path.endsWith(":addVersion")) {
            return add(parts[0], found, call);
        }
        if (parts.length == 4) {
            return version(found, parts[2], parts[3]);
        }
        String override = call.header("X-HTTP-Method-Override");
        return switch (override.isEmpty() ? call.method() : override) {
            case "GET" -> Reply.json(200, found.secret.toString());
            case "PATCH" -> patch(found, call);
            case "DELETE" -> {
                secrets.remove(parts[0]);
                yield Reply.json(200, "{}");
            }
            default -> error(405, "UNIMPLEMENTED", "no such method");
        };
    }

    private Reply create(Call call) {
        String id = FakeJson.query(call).get("secretId");
        if (secrets.containsKey(id)) {
            return error(409, "ALREADY_EXISTS", "Secret [" + id + "] already exists.");
        }
        var made = new Stored();
        made.secret = FakeJson.read(call.body()).put("name", "projects/123/secrets/" + id);
        made.secret.put("createTime", "2026-01-01T00:00:00Z").put("etag", nextEtag());
        secrets.put(id, made);
        return Reply.json(200, made.secret.toString());
    }

    private Reply add(String id, Stored found, Call call) {
        var payload = FakeJson.read(call.body()).path("payload");
        String name = "projects/123/secrets/" + id + "/versions/" + (found.versions.size() + 1);
        var version = FakeJson.object().put("name", name).put("state", "ENABLED");
        version.set("payload", payload);
        found.versions.add(version);
        return Reply.json(200, shown(version).toString());
    }

    private Reply version(Stored found, String number, String action) {
        int at = Integer.parseInt(number) - 1;
        if (at >= found.versions.size()) {
            return error(404, "NOT_FOUND", "Secret Version [" + number + "] not found.");
        }
        var version = found.versions.get(at);
        if (action.equals("destroy")) {
            version.put("state", "DESTROYED").remove("payload");
            return Reply.json(200, shown(version).toString());
        }
        if (!version.path("state").asText().equals("ENABLED")) {
            return error(400, "FAILED_PRECONDITION", "Secret Version is in DESTROYED state.");
        }
        var answer = FakeJson.object().put("name", version.path("name").asText());
        answer.set("payload", version.path("payload"));
        return Reply.json(200, answer.toString());
    }

    private Reply patch(Stored found, Call call) {
        var asked = FakeJson.read(call.body());
        if (!asked.path("etag").asText().equals(found.secret.path("etag").asText())) {
            return error(400, "FAILED_PRECONDITION", "The etag does not match the current etag of the secret.");
        }
        if (!FakeJson.query(call).getOrDefault("updateMask", "").matches("version_?[aA]liases")) {
            return error(400, "INVALID_ARGUMENT", "updateMask");
        }
        found.secret.set("versionAliases", asked.path("versionAliases"));
        found.secret.put("etag", nextEtag());
        return Reply.json(200, found.secret.toString());
    }

    private Reply list(Call call) {
        var query = FakeJson.query(call);
        String prefix = query.getOrDefault("filter", "name:").replace("name:", "");
        int from = Integer.parseInt("0" + query.getOrDefault("pageToken", ""));
        int page = 4;
        var found = secrets.entrySet().stream()
                .filter(secret -> secret.getKey().contains(prefix))
                .map(secret -> secret.getValue().secret)
                .toList();
        var answer = FakeJson.object().put("totalSize", found.size());
        found.stream().skip(from).limit(page).forEach(answer.putArray("secrets")::add);
        if (found.size() > from + page) {
            answer.put("nextPageToken", Integer.toString(from + page));
        }
        return Reply.json(200, answer.toString());
    }

    private static ObjectNode shown(ObjectNode version) {
        var shown = version.deepCopy();
        shown.remove("payload");
        return shown;
    }

    private String nextEtag() {
        return "\"" + Integer.toHexString(0x1000 + ++etags) + "\"";
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error(403, "PERMISSION_DENIED", "Permission 'secretmanager.versions.access' denied.");
            case 429 -> error(429, "RESOURCE_EXHAUSTED", "Quota exceeded.");
            default -> error(status, "INTERNAL", "Internal error encountered.");
        };
    }

    private static Reply error(int code, String status, String message) {
        var answer = FakeJson.object();
        answer.putObject("error").put("code", code).put("message", message).put("status", status);
        return Reply.json(code, answer.toString());
    }
}
