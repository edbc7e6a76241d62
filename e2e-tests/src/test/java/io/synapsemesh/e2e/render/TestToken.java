package io.synapsemesh.e2e.render;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens as Entra shapes them, signed with a key only this test has.
final class TestToken {
    static final String TENANT = "11111111-1111-1111-1111-111111111111";
    static final String ISSUER = "https://login.microsoftonline.com/" + TENANT + "/v2.0";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private TestToken() {}

    static String jwks() {
        return "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"alg\":\"HS256\",\"k\":\"" + base64(KEY) + "\"}]}";
    }

    /// @param claims JSON members, such as `"groups":["g1"]`
    static String of(String claims) {
        return ofUnknownKind("\"scp\":\"access_as_user\"," + claims);
    }

    /// Neither says that it is an application's nor names a user's scopes.
    static String ofUnknownKind(String claims) {
        return signed("\"aud\":\"api://synapsemesh\",\"iss\":\"" + ISSUER + "\",\"tid\":\"" + TENANT
                + "\",\"oid\":\"alice\"," + claims);
    }

    static String forAudience(String audience) {
        return signed("\"aud\":\"" + audience + "\",\"iss\":\"" + ISSUER + "\",\"groups\":[\"g1\"]");
    }

    private static String signed(String claims) {
        String header = base64("{\"alg\":\"HS256\",\"kid\":\"1\"}".getBytes(StandardCharsets.UTF_8));
        long expires = Instant.now().getEpochSecond() + 600;
        String body = base64(("{" + claims + ",\"exp\":" + expires + "}").getBytes(StandardCharsets.UTF_8));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] signature = mac.doFinal((header + "." + body).getBytes(StandardCharsets.US_ASCII));
            return header + "." + body + "." + base64(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
