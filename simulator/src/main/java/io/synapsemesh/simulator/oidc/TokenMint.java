package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.oidc.SigningKeys.Generation;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns a draft into a compact token. Headers and claims are written by hand around Nimbus's primitives, because a
/// library that refuses to write wrong tokens is of no use here.
final class TokenMint {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private TokenMint() {}

    static String mint(TokenDraft draft, Generation keys) {
        try {
            return switch (draft.signature()) {
                case TokenSignature.Genuine(var algorithm) -> signed(draft, algorithm, keys, keys);
                case TokenSignature.ForeignKey() -> signed(draft, "RS256", keys, Generation.create());
                case TokenSignature.Tampered() -> flipped(signed(draft, "RS256", keys, keys));
                case TokenSignature.Unsigned() -> unsigned(draft);
                case TokenSignature.HmacWithPublicKey() -> hmac(draft, keys);
                case TokenSignature.EncryptedUnsigned() -> encrypted(unsigned(draft), keys);
            };
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("the issuer fake could not mint a token", e);
        }
    }

    private static String signed(TokenDraft draft, String algorithm, Generation named, Generation signing)
            throws JOSEException {
        boolean rsa = algorithm.equals("RS256");
        String kid = rsa ? named.rsa().getKeyID() : named.ec().getKeyID();
        String input = header(draft, algorithm, kid) + "." + payload(draft);
        JWSSigner signer = rsa ? new RSASSASigner(signing.rsa()) : new ECDSASigner(signing.ec());
        var nimbusHeader = new JWSHeader(JWSAlgorithm.parse(algorithm));
        return input + "." + signer.sign(nimbusHeader, input.getBytes(StandardCharsets.US_ASCII));
    }

    /// The first bit of the signature: the last character of its text may hold unused bits.
    private static String flipped(String token) {
        int at = token.lastIndexOf('.') + 1;
        char other = token.charAt(at) == 'A' ? 'Q' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    private static String unsigned(TokenDraft draft) {
        return URL.encodeToString(Json.bytes(headerMembers(draft, Map.of("alg", "none", "typ", "JWT")))) + "."
                + payload(draft) + ".";
    }

    private static String hmac(TokenDraft draft, Generation keys) throws JOSEException, GeneralSecurityException {
        String input = header(draft, "HS256", keys.rsa().getKeyID()) + "." + payload(draft);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(publicPem(keys).getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        return input + "." + URL.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String publicPem(Generation keys) throws JOSEException {
        byte[] spki = keys.rsa().toRSAPublicKey().getEncoded();
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki);
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    private static String encrypted(String inner, Generation keys) throws JOSEException {
        var header = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .contentType("JWT")
                .keyID(keys.rsa().getKeyID())
                .build();
        var jwe = new JWEObject(header, new Payload(inner));
        jwe.encrypt(new RSAEncrypter(keys.rsa().toRSAPublicKey()));
        return jwe.serialize();
    }

    private static String header(TokenDraft draft, String algorithm, String kid) {
        var members = new LinkedHashMap<String, Object>();
        members.put("typ", "JWT");
        members.put("alg", algorithm);
        members.put("kid", kid);
        return URL.encodeToString(Json.bytes(headerMembers(draft, members)));
    }

    private static Map<String, Object> headerMembers(TokenDraft draft, Map<String, Object> defaults) {
        var members = new LinkedHashMap<>(defaults);
        members.putAll(draft.header());
        return members;
    }

    private static String payload(TokenDraft draft) {
        String raw = draft.rawClaims();
        return URL.encodeToString(raw == null ? Json.bytes(draft.claims()) : raw.getBytes(StandardCharsets.UTF_8));
    }
}
