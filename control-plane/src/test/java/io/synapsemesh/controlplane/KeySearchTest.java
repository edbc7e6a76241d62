package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The search of [KeyBytesTest] finds a real key in each form in which one could get out, and nothing where there is
/// none: without this, a search that never finds anything would pass.
class KeySearchTest {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    enum Form {
        BIG_ENDIAN_SCALAR,
        PKCS8_DER,
        PEM,
        PEM_WITH_CRLF,
        PEM_IN_JSON,
        BASE64_OF_DER,
        BASE64_OF_SCALAR,
        BASE64_OF_PEM_BODY_SHIFTED_BY_ONE,
        BASE64_OF_PEM_BODY_SHIFTED_BY_TWO,
        BASE64URL_OF_DER,
        JWK,
        HEX_OF_DER,
        HEX_OF_SCALAR_IN_CAPITALS,
        HEX_WITH_COLONS,
        HEX_WITH_COLONS_IN_LINES,
        DECIMAL,
        ARRAY_OF_DER,
        ARRAY_OF_SCALAR
    }

    /// As a log line, status or answer would carry it.
    static byte[] leak(Form form, KeyPair key) {
        byte[] der = key.getPrivate().getEncoded();
        byte[] scalar = scalar(key);
        String pem = "-----BEGIN PRIVATE KEY-----\n" + LINES.encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
        String colons = HexFormat.ofDelimiter(":").formatHex(scalar);
        return switch (form) {
            case BIG_ENDIAN_SCALAR -> within(scalar);
            case PKCS8_DER -> within(der);
            case PEM -> ascii("key: " + pem);
            case PEM_WITH_CRLF -> ascii(pem.replace("\n", "\r\n"));
            case PEM_IN_JSON -> ascii("{\"key\":\"" + pem.replace("\n", "\\n") + "\"}");
            case BASE64_OF_DER -> ascii("key=" + Base64.getEncoder().encodeToString(der) + " next");
            case BASE64_OF_SCALAR -> ascii("key=" + Base64.getEncoder().encodeToString(scalar));
            case BASE64_OF_PEM_BODY_SHIFTED_BY_ONE -> ascii(Base64.getEncoder().encodeToString(within(scalar, 1)));
            case BASE64_OF_PEM_BODY_SHIFTED_BY_TWO -> ascii(Base64.getEncoder().encodeToString(within(scalar, 2)));
            case BASE64URL_OF_DER ->
                ascii("t=" + Base64.getUrlEncoder().withoutPadding().encodeToString(der));
            case JWK ->
                ascii("{\"kty\":\"EC\",\"d\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(scalar) + "\"}");
            case HEX_OF_DER -> ascii("x" + HexFormat.of().formatHex(der));
            case HEX_OF_SCALAR_IN_CAPITALS ->
                ascii(HexFormat.of().formatHex(scalar).toUpperCase(Locale.ROOT));
            case HEX_WITH_COLONS -> ascii("priv: " + colons);
            case HEX_WITH_COLONS_IN_LINES -> ascii("priv:\n    " + colons.replaceAll("(.{45})", "$1\n    "));
            case DECIMAL -> ascii("S=" + new BigInteger(1, scalar) + ",");
            case ARRAY_OF_DER -> ascii(Arrays.toString(der));
            case ARRAY_OF_SCALAR -> ascii("key " + Arrays.toString(scalar));
        };
    }

    static byte[] scalar(KeyPair key) {
        return scalar((ECPrivateKey) key.getPrivate());
    }

    /// Big-endian, 32 bytes.
    static byte[] scalar(ECPrivateKey key) {
        byte[] signed = key.getS().toByteArray();
        byte[] scalar = new byte[32];
        int from = Math.max(0, signed.length - 32);
        System.arraycopy(signed, from, scalar, 32 - (signed.length - from), signed.length - from);
        return scalar;
    }

    static KeyPair key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAKeyInEachFormAndTakesItForNoOther(Form form) {
        KeyPair key = key();
        byte[] other = scalar(key());
        byte[] leak = leak(form, key);
        var search = new KeySearch(leak);
        assertThat(search.finds(scalar(key)))
                .as(new String(leak, StandardCharsets.ISO_8859_1))
                .isTrue();
        assertThat(search.finds(other)).isFalse();
    }

    /// What may be said: public keys, and nothing at all.
    @RepeatedTest(5)
    void findsNoKeyInItsPublicHalf() {
        KeyPair key = key();
        byte[] point = key.getPublic().getEncoded();
        Map<String, byte[]> said = new LinkedHashMap<>();
        said.put("DER", point);
        said.put("PEM", LINES.encode(point));
        said.put("hex", ascii(HexFormat.of().formatHex(point)));
        said.put("text", ascii(key.getPublic() + " " + key.getPrivate()));
        said.put("nothing", new byte[0]);
        said.put("zeroes", new byte[4096]);
        said.forEach((where, bytes) ->
                assertThat(new KeySearch(bytes).finds(scalar(key))).as(where).isFalse());
    }

    private static byte[] within(byte[] bytes) {
        return within(bytes, 7);
    }

    private static byte[] within(byte[] bytes, int before) {
        byte[] around = new byte[bytes.length + before + 5];
        Arrays.fill(around, (byte) 0x41);
        System.arraycopy(bytes, 0, around, before, bytes.length);
        return around;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
