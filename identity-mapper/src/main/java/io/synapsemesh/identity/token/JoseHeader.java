package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The header of a token. It names an algorithm and a key of ours; a header that brings a key, or says where to
/// find one, or asks for rules we do not know, ends the reading (RFC 7515 sections 4.1 and 10, RFC 8725 section 3).
///
/// @param nonce Microsoft Graph's mark: such a token is signed over something else than its text
record JoseHeader(SignatureAlgorithm algorithm, Optional<String> kid, String type, boolean nonce) {
    private static final int KID_CHARS_MAX = 512;
    private static final Set<String> BRINGS_KEY = Set.of("jku", "x5u", "jwk", "x5c");
    private static final Set<String> ENCRYPTED = Set.of("enc", "zip", "epk", "p2c", "p2s", "apu", "apv", "iv", "tag");

    /// RFC 9068 access tokens, and plain ones. `JOSE` is the SPIFFE standard's other word.
    private static final Set<String> TYPES = Set.of("", "jwt", "at+jwt", "application/at+jwt", "jose");

    static JoseHeader of(Map<String, Object> members) {
        for (String name : members.keySet()) {
            if (BRINGS_KEY.contains(name)) {
                throw Refusal.malformed("the token's header brings its own key (" + name + ")");
            }
            if (ENCRYPTED.contains(name)) {
                throw Refusal.malformed("the token's header is that of an encrypted token (" + name + ")");
            }
        }
        if (members.containsKey("crit") || members.containsKey("b64")) {
            throw Refusal.malformed("the token's header demands extensions (crit), of which none is known");
        }
        if (members.containsKey("cty")) {
            throw Refusal.malformed("the token's header says that another token is inside (cty)");
        }
        return new JoseHeader(algorithm(members), kid(members), type(members), members.containsKey("nonce"));
    }

    private static SignatureAlgorithm algorithm(Map<String, Object> members) {
        if (!(members.get("alg") instanceof String name)) {
            throw Refusal.malformed("the token's header names no algorithm");
        }
        return SignatureAlgorithm.byName(name)
                .orElseThrow(() -> new Refusal(
                        Reason.ALGORITHM_NOT_ALLOWED,
                        "the token's algorithm '" + Refusal.shown(name) + "' is not one of RS, PS, ES 256 to 512 or"
                                + " EdDSA",
                        "Let the provider sign with RS256 or ES256."));
    }

    private static Optional<String> kid(Map<String, Object> members) {
        Object kid = members.get("kid");
        if (kid == null) {
            return Optional.empty();
        }
        if (kid instanceof String text && !text.isEmpty() && text.length() <= KID_CHARS_MAX) {
            return Optional.of(text);
        }
        throw Refusal.malformed("the token's kid is not a text of at most " + KID_CHARS_MAX + " characters");
    }

    private static String type(Map<String, Object> members) {
        Object type = members.getOrDefault("typ", "");
        if (!(type instanceof String text)) {
            throw Refusal.malformed("the token's typ is not a text");
        }
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals("application/okta-internal-at+jwt")) {
            throw new Refusal(
                    Reason.TOKEN_MALFORMED,
                    "the token is of Okta's org authorization server, which issues tokens for Okta alone",
                    "Use a custom authorization server of the org, and its issuer in the IdentityProvider.");
        }
        if (!TYPES.contains(name)) {
            throw Refusal.malformed("the token's typ is '" + Refusal.shown(text) + "', not that of an access token");
        }
        return name;
    }
}
