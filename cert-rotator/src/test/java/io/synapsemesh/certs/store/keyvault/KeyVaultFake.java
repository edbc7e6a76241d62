package io.synapsemesh.certs.store.keyvault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// One Azure Key Vault with soft delete, from the published REST reference (7.6): the 401 challenge, secrets with
/// versions, deletion and recovery, and the keys of [VaultKeys]. One token; deletion and recovery are done at once.
public final class KeyVaultFake implements Service {
    public static final String TOKEN = "token-of-the-fake";
    private static final String BASE = "https://mesh.vault.azure.net";

    private final TreeMap<String, ArrayDeque<ObjectNode>> secrets = new TreeMap<>();
    private final TreeSet<String> deleted = new TreeSet<>();
    private final VaultKeys keys = new VaultKeys();
    private int versions;

    public VaultKeys keys() {
        return keys;
    }

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").equals("Bearer " + TOKEN)) {
            return new Reply(
                    401,
                    Map.of(
                            "Content-Type",
                            "application/json",
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001\","
                                    + " resource=\"https://vault.azure.net\""),
                    "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10000: Request is missing a Bearer token.\"}}");
        }
        String[] path = call.path().substring(1).split("/");
        return switch (path[0]) {
            case "secrets" -> path.length == 1 ? list(call) : secret(call, path[1]);
            case "deletedsecrets" -> deletedSecret(call, path[1]);
            case "keys" -> keys.answer(call, path);
            default -> error(404, "NotFound", "no such resource");
        };
    }

    private Reply secret(Call call, String name) {
        boolean isThere = secrets.containsKey(name) && !deleted.contains(name);
        return switch (call.method()) {
            case "GET" ->
                isThere
                        ? Reply.json(
                                200,
                                Objects.requireNonNull(secrets.get(name))
                                        .getLast()
                                        .toString())
                        : error(404, "SecretNotFound", "A secret with (name/id) " + name + " was not found.");
            case "PUT" -> set(name, FakeJson.read(call.body()));
            case "DELETE" -> {
                if (!isThere) {
                    yield error(404, "SecretNotFound", "Secret not found: " + name);
                }
                deleted.add(name);
                yield Reply.json(200, bundle(name).toString());
            }
            default -> error(405, "MethodNotAllowed", "");
        };
    }

    private Reply set(String name, ObjectNode asked) {
        if (deleted.contains(name)) {
            var answer = FakeJson.object();
            answer.putObject("error")
                    .put("code", "Conflict")
                    .put("message", "Secret " + name + " is currently in a deleted but recoverable state")
                    .putObject("innererror")
                    .put("code", "ObjectIsDeletedButRecoverable");
            return Reply.json(409, answer.toString());
        }
        if (asked.path("value").asText().length() > 25_000) {
            return error(400, "BadParameter", "Secret value is too long");
        }
        var made = FakeJson.object().put("value", asked.path("value").asText());
        made.put("contentType", asked.path("contentType").asText());
        made.set("tags", asked.path("tags"));
        made.put("id", BASE + "/secrets/" + name + "/" + "%032x".formatted(++versions));
        made.putObject("attributes")
                .put("enabled", true)
                .put("created", 1767225600)
                .put("updated", 1767225600)
                .put("recoveryLevel", "Recoverable+Purgeable")
                .put("recoverableDays", 90);
        secrets.computeIfAbsent(name, n -> new ArrayDeque<>()).add(made);
        return Reply.json(200, made.toString());
    }

    private Reply deletedSecret(Call call, String name) {
        if (!deleted.contains(name)) {
            return error(404, "SecretNotFound", "Deleted Secret not found: " + name);
        }
        if (call.path().endsWith("/recover")) {
            deleted.remove(name);
        }
        return Reply.json(200, bundle(name).toString());
    }

    private ObjectNode bundle(String name) {
        var bundle = Objects.requireNonNull(secrets.get(name)).getLast().deepCopy();
        bundle.remove("value");
        return bundle.put("recoveryId", BASE + "/deletedsecrets/" + name)
                .put("deletedDate", 1767225600)
                .put("scheduledPurgeDate", 1775001600);
    }

    private Reply list(Call call) {
        int from = Integer.parseInt(FakeJson.query(call).getOrDefault("$skiptoken", "0"));
        int page = 4;
        var names = secrets.keySet().stream()
                .filter(name -> !deleted.contains(name))
                .toList();
        var answer = FakeJson.object();
        var value = answer.putArray("value");
        names.stream().skip(from).limit(page).forEach(name -> {
            var item = Objects.requireNonNull(secrets.get(name)).getLast().deepCopy();
            item.remove("value");
            value.add(item.put("id", BASE + "/secrets/" + name));
        });
        if (names.size() > from + page) {
            String host = call.header("Host");
            answer.put("nextLink", "https://" + host + "/secrets?api-version=7.6&$skiptoken=" + (from + page));
        }
        return Reply.json(200, answer.toString());
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error(403, "Forbidden", "Caller is not authorized to perform action on resource.");
            case 429 -> error(429, "Throttled", "Request was not processed because too many requests were received.");
            default -> error(status, "InternalServerError", "An internal error occurred.");
        };
    }

    static Reply error(int status, String code, String message) {
        var answer = FakeJson.object();
        answer.putObject("error").put("code", code).put("message", message);
        return Reply.json(status, answer.toString());
    }
}
