package io.synapsemesh.certs.store.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// AWS Secrets Manager, from its API reference (2017-10-17, JSON 1.1): versions and the three staging labels, with what
/// the reference says of moving them. Signatures are not verified, reads are consistent at once, deletion too.
public final class AwsSecretsFake implements Service {
    private final TreeMap<String, LinkedHashMap<String, Version>> secrets = new TreeMap<>();

    private record Version(String binary, Set<String> stages) {}

    /// A secret as a console leaves it that was told to make one without a value.
    public synchronized void createWithoutValue(String id) {
        secrets.put(id, new LinkedHashMap<>());
    }

    /// Labels of all versions of a secret, for a test to see.
    public synchronized Set<String> stagesOf(String id) {
        var all = new TreeSet<String>();
        Objects.requireNonNull(secrets.get(id)).values().forEach(version -> all.addAll(version.stages()));
        return all;
    }

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").startsWith("AWS4-HMAC-SHA256 Credential=AKIDFAKE/")) {
            return error("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        var asked = FakeJson.read(call.body());
        String action = call.header("X-Amz-Target").replace("secretsmanager.", "");
        String id = asked.path("SecretId").asText();
        if (action.equals("CreateSecret")) {
            return create(asked);
        }
        if (action.equals("ListSecrets")) {
            return list(asked);
        }
        if (!secrets.containsKey(id)) {
            return error("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }
        return switch (action) {
            case "GetSecretValue" -> value(id, asked);
            case "PutSecretValue" -> put(id, asked);
            case "UpdateSecretVersionStage" -> move(id, asked);
            case "DescribeSecret" -> ok(FakeJson.object().put("Name", id));
            case "DeleteSecret" -> {
                secrets.remove(id);
                yield ok(FakeJson.object().put("Name", id).put("DeletionDate", 1767225600.0));
            }
            default -> error("InvalidAction", action);
        };
    }

    private Reply create(ObjectNode asked) {
        String id = asked.path("Name").asText();
        if (secrets.containsKey(id)) {
            return error(
                    "ResourceExistsException", "The operation failed because the secret " + id + " already exists.");
        }
        var versions = new LinkedHashMap<String, Version>();
        String version = asked.path("ClientRequestToken").asText();
        versions.put(version, new Version(asked.path("SecretBinary").asText(), new TreeSet<>(Set.of("AWSCURRENT"))));
        secrets.put(id, versions);
        return ok(FakeJson.object().put("Name", id).put("VersionId", version));
    }

    private Reply put(String id, ObjectNode asked) {
        var versions = Objects.requireNonNull(secrets.get(id));
        String version = asked.path("ClientRequestToken").asText();
        var stages = new TreeSet<String>();
        asked.path("VersionStages").forEach(stage -> stages.add(stage.asText()));
        if (versions.isEmpty()) {
            stages.add("AWSCURRENT");
        }
        versions.values().forEach(other -> other.stages().removeAll(stages));
        versions.put(version, new Version(asked.path("SecretBinary").asText(), stages));
        var answer = FakeJson.object().put("Name", id).put("VersionId", version);
        stages.forEach(answer.putArray("VersionStages")::add);
        return ok(answer);
    }

    private Reply value(String id, ObjectNode asked) {
        String stage = asked.path("VersionStage").asText("AWSCURRENT");
        String wanted = asked.path("VersionId").asText("");
        for (var version : Objects.requireNonNull(secrets.get(id)).entrySet()) {
            if (version.getValue().stages().contains(stage) && (wanted.isEmpty() || wanted.equals(version.getKey()))) {
                return ok(FakeJson.object()
                        .put("Name", id)
                        .put("VersionId", version.getKey())
                        .put("SecretBinary", version.getValue().binary()));
            }
        }
        return error(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for staging label: " + stage);
    }

    /// "If this value is ... already attached to a different version, you must also specify RemoveFromVersionId" - and
    /// it
    /// must be the one that has it. Moving AWSCURRENT moves AWSPREVIOUS to where it came from.
    private Reply move(String id, ObjectNode asked) {
        var versions = Objects.requireNonNull(secrets.get(id));
        String stage = asked.path("VersionStage").asText();
        String to = asked.path("MoveToVersionId").asText("");
        String from = asked.path("RemoveFromVersionId").asText("");
        String holder = versions.entrySet().stream()
                .filter(version -> version.getValue().stages().contains(stage))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        if (!holder.equals(from)) {
            return error(
                    "InvalidParameterException",
                    "The parameter RemoveFromVersionId can't be " + from + ". Staging label " + stage
                            + " is currently attached to version " + holder + ".");
        }
        if (!from.isEmpty()) {
            Objects.requireNonNull(versions.get(from)).stages().remove(stage);
        }
        if (!to.isEmpty()) {
            Objects.requireNonNull(versions.get(to)).stages().add(stage);
            if (stage.equals("AWSCURRENT")) {
                versions.values().forEach(version -> version.stages().remove("AWSPREVIOUS"));
                Objects.requireNonNull(versions.get(from)).stages().add("AWSPREVIOUS");
            }
        }
        versions.values().removeIf(version -> version.stages().isEmpty());
        return ok(FakeJson.object().put("Name", id));
    }

    private Reply list(ObjectNode asked) {
        String prefix = asked.path("Filters").path(0).path("Values").path(0).asText("");
        int from = Integer.parseInt(asked.path("NextToken").asText("0"));
        int max = Math.min(5, asked.path("MaxResults").asInt(100));
        var found =
                secrets.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
        var answer = FakeJson.object();
        var page = answer.putArray("SecretList");
        found.stream().skip(from).limit(max).forEach(id -> page.addObject().put("Name", id));
        if (found.size() > from + max) {
            answer.put("NextToken", Integer.toString(from + max));
        }
        return ok(answer);
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error("AccessDeniedException", "User is not authorized to perform this");
            case 429 -> error("ThrottlingException", "Rate exceeded");
            default -> new Reply(500, TYPE, "{\"__type\":\"InternalServiceError\",\"Message\":\"An error occurred\"}");
        };
    }

    private static final Map<String, String> TYPE = Map.of("Content-Type", "application/x-amz-json-1.1");

    private static Reply ok(ObjectNode answer) {
        return new Reply(200, TYPE, answer.toString());
    }

    private static Reply error(String type, String message) {
        return new Reply(
                400,
                TYPE,
                FakeJson.object().put("__type", type).put("Message", message).toString());
    }
}
