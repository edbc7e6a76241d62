package io.synapsemesh.identity.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A token before it is signed, right or wrong. Never changed: each change is a new draft.
///
/// @param rawHeader JSON text that stands for `header`
/// @param rawClaims JSON text that stands for `claims`
/// @param afterwards what is done to the finished text
record Draft(
        Map<String, @Nullable Object> header,
        Map<String, @Nullable Object> claims,
        Optional<String> rawHeader,
        Optional<byte[]> rawClaims,
        SigningKey key,
        String signedWith,
        UnaryOperator<String> afterwards) {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    static Draft of(SigningKey key, String algorithm, Map<String, @Nullable Object> claims) {
        var header = new LinkedHashMap<String, @Nullable Object>();
        header.put("typ", "JWT");
        header.put("alg", algorithm);
        header.put("kid", key.kid());
        return new Draft(header, claims, Optional.empty(), Optional.empty(), key, algorithm, UnaryOperator.identity());
    }

    Draft header(String name, @Nullable Object value) {
        return new Draft(put(header, name, value), claims, rawHeader, rawClaims, key, signedWith, afterwards);
    }

    Draft withoutHeader(String name) {
        return new Draft(removed(header, name), claims, rawHeader, rawClaims, key, signedWith, afterwards);
    }

    Draft claim(String name, @Nullable Object value) {
        return new Draft(header, put(claims, name, value), rawHeader, rawClaims, key, signedWith, afterwards);
    }

    Draft without(String... names) {
        Map<String, @Nullable Object> left = claims;
        for (String name : names) {
            left = removed(left, name);
        }
        return new Draft(header, left, rawHeader, rawClaims, key, signedWith, afterwards);
    }

    Draft rawHeader(String json) {
        return new Draft(header, claims, Optional.of(json), rawClaims, key, signedWith, afterwards);
    }

    Draft rawClaims(byte[] json) {
        return new Draft(header, claims, rawHeader, Optional.of(json), key, signedWith, afterwards);
    }

    /// The claims as JSON text, changed as text: what no map can say.
    Draft json(UnaryOperator<String> change) {
        return rawClaims(change.apply(claimsJson()).getBytes(StandardCharsets.UTF_8));
    }

    /// One more member at the end, as text.
    Draft member(String json) {
        return json(text -> text.substring(0, text.length() - 1) + "," + json + "}");
    }

    Draft signedBy(SigningKey other) {
        return new Draft(header, claims, rawHeader, rawClaims, other, signedWith, afterwards);
    }

    /// The header says so, and it is so.
    Draft algorithm(String name) {
        return header("alg", name).really(name);
    }

    /// It is so, whatever the header says.
    Draft really(String name) {
        return new Draft(header, claims, rawHeader, rawClaims, key, name, afterwards);
    }

    Draft afterwards(UnaryOperator<String> change) {
        return new Draft(header, claims, rawHeader, rawClaims, key, signedWith, change);
    }

    String claimsJson() {
        return JSONObjectUtils.toJSONString(claims);
    }

    String signingInput() {
        byte[] head = rawHeader.orElse(JSONObjectUtils.toJSONString(header)).getBytes(StandardCharsets.UTF_8);
        byte[] body = rawClaims.orElse(claimsJson().getBytes(StandardCharsets.UTF_8));
        return URL.encodeToString(head) + "." + URL.encodeToString(body);
    }

    String mint() {
        String input = signingInput();
        byte[] signature = key.sign(signedWith, input.getBytes(StandardCharsets.US_ASCII));
        return afterwards.apply(input + "." + URL.encodeToString(signature));
    }

    private static Map<String, @Nullable Object> put(
            Map<String, @Nullable Object> members, String name, @Nullable Object value) {
        var more = new LinkedHashMap<String, @Nullable Object>(members);
        more.put(name, value);
        return more;
    }

    private static Map<String, @Nullable Object> removed(Map<String, @Nullable Object> members, String name) {
        var less = new LinkedHashMap<String, @Nullable Object>(members);
        less.remove(name);
        return less;
    }
}
