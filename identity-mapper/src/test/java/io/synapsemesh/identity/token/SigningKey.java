package io.synapsemesh.identity.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A key pair of an issuer in tests. Signs whatever it is told to, by the JDK alone, so that no library's care
/// stands between a test and a wrong token.
record SigningKey(String kid, KeyPair pair) {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    static SigningKey rsa(String kid) {
        return generate(kid, "RSA", null);
    }

    static SigningKey ec(String kid, String curve) {
        return generate(kid, "EC", new ECGenParameterSpec(curve));
    }

    static SigningKey ed25519(String kid) {
        return generate(kid, "Ed25519", null);
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    /// @param algorithm as in `alg`
    byte[] sign(String algorithm, byte[] input) {
        try {
            Signature signature = switch (algorithm) {
                case "RS256" -> Signature.getInstance("SHA256withRSA");
                case "RS384" -> Signature.getInstance("SHA384withRSA");
                case "RS512" -> Signature.getInstance("SHA512withRSA");
                case "PS256", "PS384", "PS512" -> pss(algorithm.substring(2));
                case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
                case "ES384" -> Signature.getInstance("SHA384withECDSAinP1363Format");
                case "ES512" -> Signature.getInstance("SHA512withECDSAinP1363Format");
                case "EdDSA", "Ed25519" -> Signature.getInstance("Ed25519");
                default -> throw new IllegalArgumentException(algorithm);
            };
            signature.initSign(pair.getPrivate());
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its JWK; members may be added.
    Map<String, Object> jwk() {
        var jwk = new LinkedHashMap<String, Object>();
        jwk.put("kid", kid);
        switch (pair.getPublic()) {
            case RSAPublicKey rsa -> {
                jwk.put("kty", "RSA");
                jwk.put("n", number(rsa.getModulus(), 0));
                jwk.put("e", number(rsa.getPublicExponent(), 0));
            }
            case ECPublicKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                jwk.put("kty", "EC");
                jwk.put("crv", "P-" + bits);
                jwk.put("x", number(ec.getW().getAffineX(), (bits + 7) / 8));
                jwk.put("y", number(ec.getW().getAffineY(), (bits + 7) / 8));
            }
            default -> {
                byte[] encoded = pair.getPublic().getEncoded();
                jwk.put("kty", "OKP");
                jwk.put("crv", "Ed25519");
                jwk.put("x", URL.encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
            }
        }
        return jwk;
    }

    private static Signature pss(String bits) throws GeneralSecurityException {
        var signature = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        AlgorithmParameterSpec parameters = new PSSParameterSpec(
                hash,
                "MGF1",
                new MGF1ParameterSpec(hash),
                Integer.parseInt(bits) / 8,
                PSSParameterSpec.TRAILER_FIELD_BC);
        signature.setParameter(parameters);
        return signature;
    }

    private static SigningKey generate(
            String kid, String algorithm, @org.jspecify.annotations.Nullable AlgorithmParameterSpec parameters) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (parameters != null) {
                generator.initialize(parameters);
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return new SigningKey(kid, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        var padded = new byte[Math.max(length, bytes.length - from)];
        System.arraycopy(bytes, from, padded, padded.length - (bytes.length - from), bytes.length - from);
        return URL.encodeToString(padded);
    }
}
