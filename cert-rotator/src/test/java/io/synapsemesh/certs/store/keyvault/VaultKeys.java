package io.synapsemesh.certs.store.keyvault;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.store.remote.FakeJson;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Call;
import io.synapsemesh.certs.store.remote.StoreFakeServer.Reply;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// Keys of the fake vault: `GET /keys/{name}[/{version}]`, and `sign` (ES256), `wrapkey`, `unwrapkey` (RSA-OAEP-256) of
/// a version. Private keys never leave it.
public final class VaultKeys {
    private final TreeMap<String, Map<String, KeyPair>> keys = new TreeMap<>();
    private final TreeMap<String, String> newest = new TreeMap<>();
    private int versions;
    private volatile boolean isWrongKey;

    /// @return the version
    public synchronized String addEc(String name) {
        return add(name, LeafKey.p256(Fixture.RANDOM));
    }

    /// @return the version
    public synchronized String addRsa(String name) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return add(name, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String add(String name, KeyPair pair) {
        String version = "%032x".formatted(0xabc0 + ++versions);
        keys.computeIfAbsent(name, n -> new TreeMap<>()).put(version, pair);
        newest.put(name, version);
        return version;
    }

    public synchronized KeyPair pair(String name, String version) {
        return Objects.requireNonNull(Objects.requireNonNull(keys.get(name)).get(version));
    }

    /// What a key is when nobody names a version.
    public synchronized void makeNewest(String name, String version) {
        newest.put(name, version);
    }

    /// From now on it signs with another key than it shows.
    public void signWithAnotherKey(boolean wrong) {
        isWrongKey = wrong;
    }

    synchronized Reply answer(Call call, String[] path) {
        String name = path.length > 1 ? path[1] : "";
        String version = path.length > 2 && !path[2].isEmpty() ? path[2] : newest.getOrDefault(name, "");
        var pair = keys.getOrDefault(name, Map.of()).get(version);
        if (pair == null) {
            return KeyVaultFake.error(404, "KeyNotFound", "A key with (name/id) " + name + " was not found.");
        }
        String kid = "https://" + call.header("Host") + "/keys/" + name + "/" + version;
        if (path.length < 4) {
            return shown(kid, pair);
        }
        byte[] value = Base64.getUrlDecoder()
                .decode(FakeJson.read(call.body()).path("value").asText());
        try {
            byte[] done = switch (path[3]) {
                case "sign" -> sign(isWrongKey ? LeafKey.p256(Fixture.RANDOM) : pair, value);
                case "wrapkey" -> oaep(Cipher.ENCRYPT_MODE, pair, value);
                case "unwrapkey" -> oaep(Cipher.DECRYPT_MODE, pair, value);
                default -> throw new GeneralSecurityException(path[3]);
            };
            return Reply.json(
                    200,
                    FakeJson.object().put("kid", kid).put("value", base64(done)).toString());
        } catch (GeneralSecurityException e) {
            return KeyVaultFake.error(400, "BadParameter", "The parameter is incorrect.");
        }
    }

    private static Reply shown(String kid, KeyPair pair) {
        var answer = FakeJson.object();
        var key = answer.putObject("key").put("kid", kid);
        if (pair.getPublic() instanceof ECPublicKey ec) {
            key.put("kty", "EC").put("crv", "P-256");
            key.put("x", base64(fixed(ec.getW().getAffineX())));
            key.put("y", base64(fixed(ec.getW().getAffineY())));
            key.putArray("key_ops").add("sign").add("verify");
        } else if (pair.getPublic() instanceof RSAPublicKey rsa) {
            key.put("kty", "RSA");
            key.put("n", base64(unsigned(rsa.getModulus())));
            key.put("e", base64(unsigned(rsa.getPublicExponent())));
            key.putArray("key_ops").add("wrapKey").add("unwrapKey");
        }
        answer.putObject("attributes")
                .put("enabled", true)
                .put("created", 1767225600)
                .put("updated", 1767225600);
        return Reply.json(200, answer.toString());
    }

    /// `value` is the digest; the answer is r and s, 32 bytes each (RFC 7518 section 3.4).
    private static byte[] sign(KeyPair pair, byte[] digest) throws GeneralSecurityException {
        var signature = Signature.getInstance("NONEwithECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(digest);
        return signature.sign();
    }

    private static byte[] oaep(int mode, KeyPair pair, byte[] value) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        var parameters = new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
        cipher.init(mode, mode == Cipher.ENCRYPT_MODE ? pair.getPublic() : pair.getPrivate(), parameters);
        return cipher.doFinal(value);
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = unsigned(number);
        byte[] padded = new byte[32];
        System.arraycopy(bytes, 0, padded, 32 - bytes.length, bytes.length);
        return padded;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
