package io.synapsemesh.certs.store.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Service;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// One symmetric key of Google Cloud KMS with its versions, from the REST reference (v1): `encrypt` and `decrypt` with
/// additional authenticated data and the sums of its guideline. One token; what is in a ciphertext is ours.
public final class GoogleKmsFake implements Service {
    public static final String KEY = "projects/mesh-project/locations/europe-west1/keyRings/mesh/cryptoKeys/mesh-kek";
    public static final String TOKEN = "ya29.of-the-fake";

    private final List<Seal> versions = new ArrayList<>();
    private final Set<String> purposes = new TreeSet<>();
    private Consumer<ObjectNode> change = answer -> {};

    public GoogleKmsFake() {
        rotate();
    }

    /// A new version becomes the primary one; the old ones still decrypt.
    public synchronized void rotate() {
        byte[] material = new byte[32];
        Fixture.RANDOM.nextBytes(material);
        versions.add(new Seal(SecretBytes.copyOf(material), Fixture.RANDOM));
    }

    /// What becomes of every right answer on its way from now on.
    public synchronized void change(Consumer<ObjectNode> next) {
        change = next;
    }

    /// All additional data that was asked with.
    public synchronized Set<String> purposes() {
        return Set.copyOf(purposes);
    }

    @Override
    public synchronized Reply answer(Call call) {
        if (!call.header("Authorization").equals("Bearer " + TOKEN)) {
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
        var asked = FakeJson.read(call.body());
        if (call.path().equals("/v1/" + KEY + ":encrypt")) {
            return encrypt(asked);
        }
        if (call.path().equals("/v1/" + KEY + ":decrypt")) {
            return decrypt(asked);
        }
        return error(404, "NOT_FOUND", "CryptoKey not found.");
    }

    private Reply encrypt(ObjectNode asked) {
        byte[] plain = bytes(asked.path("plaintext"));
        if (!isSound(asked, "plaintext") || !isSound(asked, "additionalAuthenticatedData")) {
            return error(400, "INVALID_ARGUMENT", "The checksum in field does not match the data.");
        }
        byte[] sealed = versions.getLast().seal(purpose(asked), plain);
        byte[] wrapped = new byte[sealed.length + 1];
        wrapped[0] = (byte) versions.size();
        System.arraycopy(sealed, 0, wrapped, 1, sealed.length);
        return changed(FakeJson.object()
                .put("name", KEY + "/cryptoKeyVersions/" + versions.size())
                .put("ciphertext", base64(wrapped))
                .put("ciphertextCrc32c", sum(wrapped))
                .put("verifiedPlaintextCrc32c", true)
                .put("verifiedAdditionalAuthenticatedDataCrc32c", true)
                .put("protectionLevel", "SOFTWARE"));
    }

    private Reply decrypt(ObjectNode asked) {
        byte[] wrapped = bytes(asked.path("ciphertext"));
        if (!isSound(asked, "ciphertext") || !isSound(asked, "additionalAuthenticatedData")) {
            return error(400, "INVALID_ARGUMENT", "The checksum in field does not match the data.");
        }
        int version = wrapped.length == 0 ? 0 : wrapped[0];
        if (version < 1 || version > versions.size()) {
            return undecipherable();
        }
        try {
            byte[] plain =
                    versions.get(version - 1).open(purpose(asked), Arrays.copyOfRange(wrapped, 1, wrapped.length));
            return changed(FakeJson.object()
                    .put("plaintext", base64(plain))
                    .put("plaintextCrc32c", sum(plain))
                    .put("usedPrimary", version == versions.size())
                    .put("protectionLevel", "SOFTWARE"));
        } catch (SealBroken e) {
            return undecipherable();
        }
    }

    private Reply changed(ObjectNode answer) {
        change.accept(answer);
        return Reply.json(200, answer.toString());
    }

    private static Reply undecipherable() {
        return error(400, "INVALID_ARGUMENT", "Decryption failed: verify that 'name' refers to the correct CryptoKey.");
    }

    private static boolean isSound(ObjectNode asked, String field) {
        var sum = asked.path(field + "Crc32c");
        return sum.isMissingNode() || sum.asText().equals(sum(bytes(asked.path(field))));
    }

    private String purpose(ObjectNode asked) {
        purposes.add(new String(bytes(asked.path("additionalAuthenticatedData")), StandardCharsets.US_ASCII));
        return asked.path("additionalAuthenticatedData").asText();
    }

    private static byte[] bytes(JsonNode node) {
        return Base64.getDecoder().decode(node.asText());
    }

    private static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    private static String sum(byte[] content) {
        return Long.toString(GoogleAnswers.crc32c(content));
    }

    @Override
    public Reply trouble(int status) {
        return switch (status) {
            case 403 -> error(403, "PERMISSION_DENIED", "Permission 'useToDecrypt' denied on resource.");
            case 429 -> error(429, "RESOURCE_EXHAUSTED", "Quota exceeded.");
            default -> error(500, "INTERNAL", "Internal error.");
        };
    }

    private static Reply error(int status, String word, String message) {
        var answer = FakeJson.object();
        answer.putObject("error").put("code", status).put("message", message).put("status", word);
        return Reply.json(status, answer.toString());
    }
}
