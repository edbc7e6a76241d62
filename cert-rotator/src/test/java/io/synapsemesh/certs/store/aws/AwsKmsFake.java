package io.synapsemesh.certs.store.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// AWS KMS, from its API reference (2014-11-01, JSON 1.1): `Encrypt` and `Decrypt` with symmetric keys, aliases, and
/// the
/// encryption context authenticated with the ciphertext. Signatures are not verified; what is in a ciphertext is ours.
public final class AwsKmsFake implements Service {
    private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/";
    private static final Map<String, String> TYPE = Map.of("Content-Type", "application/x-amz-json-1.1");
    private static final int ID = 36;

    private final TreeMap<String, Seal> keys = new TreeMap<>();
    private final TreeMap<String, String> aliases = new TreeMap<>();
    private final Set<Map<String, String>> contexts = new HashSet<>();
    private String lastKeyId = "";

    /// Makes a key and points an alias at it.
    ///
    /// @return the id of the key
    public synchronized String point(String alias) {
        byte[] material = new byte[32];
        Fixture.RANDOM.nextBytes(material);
        String id = UUID.randomUUID().toString();
        keys.put(id, new Seal(SecretBytes.copyOf(material), Fixture.RANDOM));
        aliases.put(alias, id);
        return id;
    }

    /// Every encryption context that was asked with.
    public synchronized Set<Map<String, String>> contexts() {
        return Set.copyOf(contexts);
    }

    /// As the last `Decrypt` named its key.
    public synchronized String lastKeyId() {
        return lastKeyId;
    }

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").startsWith("AWS4-HMAC-SHA256 Credential=AKIDFAKE/")) {
            return error("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        var asked = FakeJson.read(call.body());
        return switch (call.header("X-Amz-Target")) {
            case "TrentService.Encrypt" -> encrypt(asked);
            case "TrentService.Decrypt" -> decrypt(asked);
            default -> error("UnknownOperationException", call.header("X-Amz-Target"));
        };
    }

    private Reply encrypt(ObjectNode asked) {
        String id = id(asked.path("KeyId").asText());
        var key = keys.get(id);
        if (key == null) {
            return error("NotFoundException", "Key '" + asked.path("KeyId").asText() + "' does not exist");
        }
        byte[] plain = Base64.getDecoder().decode(asked.path("Plaintext").asText());
        if (plain.length == 0 || plain.length > 4096) {
            return error("ValidationException", "1 validation error detected");
        }
        var blob = new ByteArrayOutputStream();
        blob.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
        blob.writeBytes(key.seal(context(asked), plain));
        return ok(FakeJson.object()
                .put("KeyId", ARN + id)
                .put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
                .put("CiphertextBlob", Base64.getEncoder().encodeToString(blob.toByteArray())));
    }

    private Reply decrypt(ObjectNode asked) {
        byte[] blob = Base64.getDecoder().decode(asked.path("CiphertextBlob").asText());
        String id = new String(Arrays.copyOf(blob, Math.min(ID, blob.length)), StandardCharsets.US_ASCII);
        if (!keys.containsKey(id)) {
            return error("InvalidCiphertextException", null);
        }
        String wanted = asked.path("KeyId").asText("");
        lastKeyId = wanted;
        if (!wanted.isEmpty() && !id.equals(id(wanted))) {
            return keys.containsKey(id(wanted))
                    ? error(
                            "IncorrectKeyException",
                            "The key ID in the request does not identify a CMK that can" + " perform this operation.")
                    : error("NotFoundException", "Key '" + wanted + "' does not exist");
        }
        try {
            byte[] plain = Objects.requireNonNull(keys.get(id))
                    .open(context(asked), Arrays.copyOfRange(blob, ID, blob.length));
            return ok(FakeJson.object()
                    .put("KeyId", ARN + id)
                    .put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
                    .put("Plaintext", Base64.getEncoder().encodeToString(plain)));
        } catch (SealBroken e) {
            return error("InvalidCiphertextException", null);
        }
    }

    private String context(ObjectNode asked) {
        var sorted = new TreeMap<String, String>();
        asked.path("EncryptionContext")
                .properties()
                .forEach(e -> sorted.put(e.getKey(), e.getValue().asText()));
        contexts.add(sorted);
        return sorted.toString();
    }

    /// Of an id, an alias, or the ARN of either.
    private String id(String keyId) {
        String bare = keyId.startsWith("arn:") ? keyId.substring(keyId.lastIndexOf(':') + 1) : keyId;
        return bare.startsWith("alias/")
                ? aliases.getOrDefault(bare, "")
                : bare.startsWith("key/") ? bare.substring("key/".length()) : bare;
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error("AccessDeniedException", "User is not authorized to perform: kms:Decrypt");
            case 429 -> error("ThrottlingException", "Rate exceeded");
            default -> new Reply(500, TYPE, "{\"__type\":\"KMSInternalException\",\"message\":\"internal\"}");
        };
    }

    private static Reply ok(ObjectNode answer) {
        return new Reply(200, TYPE, answer.toString());
    }

    private static Reply error(String type, @org.jspecify.annotations.Nullable String message) {
        return new Reply(
                400,
                TYPE,
                FakeJson.object().put("__type", type).put("message", message).toString());
    }
}
