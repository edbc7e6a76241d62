package io.synapsemesh.simulator.oidc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A token before it is signed. Immutable: each method gives an altered copy, so a negative test changes one thing of
/// a good token. Values may be any JSON, wrong types included; nothing is checked.
///
/// @param header extra header members; they override the `alg`, `kid` and `typ` that signing would write
/// @param rawClaims the payload as text, in place of `claims`: for duplicate keys and payloads that are no JSON
public record TokenDraft(
        Map<String, Object> header,
        Map<String, @Nullable Object> claims,
        @Nullable String rawClaims,
        TokenSignature signature) {

    static TokenDraft of(Map<String, @Nullable Object> claims) {
        return new TokenDraft(
                Map.of(), new LinkedHashMap<String, @Nullable Object>(claims), null, TokenSignature.RS256);
    }

    public TokenDraft claim(String name, @Nullable Object value) {
        var changed = new LinkedHashMap<String, @Nullable Object>(claims);
        changed.put(name, value);
        return new TokenDraft(header, changed, rawClaims, signature);
    }

    public TokenDraft without(String claim) {
        var changed = new LinkedHashMap<String, @Nullable Object>(claims);
        changed.remove(claim);
        return new TokenDraft(header, changed, rawClaims, signature);
    }

    public TokenDraft header(String name, Object value) {
        var changed = new LinkedHashMap<>(header);
        changed.put(name, value);
        return new TokenDraft(changed, claims, rawClaims, signature);
    }

    public TokenDraft rawClaims(String json) {
        return new TokenDraft(header, claims, json, signature);
    }

    public TokenDraft signed(TokenSignature how) {
        return new TokenDraft(header, claims, rawClaims, how);
    }

    public TokenDraft groups(List<String> ids) {
        return claim("groups", ids);
    }

    /// More groups than fit a JWT (200): Entra names a source instead. The endpoint is Azure AD Graph, as Entra still
    /// writes it; a verifier must not follow it.
    public TokenDraft overage() {
        String endpoint = "https://graph.windows.net/%s/users/%s/getMemberObjects".formatted(text("tid"), text("oid"));
        return without("groups")
                .claim("_claim_names", Map.of("groups", "src1"))
                .claim("_claim_sources", Map.of("src1", Map.of("endpoint", endpoint)));
    }

    /// The implicit flow's marker: there are groups, and none of them is here.
    public TokenDraft hasGroups() {
        return without("groups").claim("hasgroups", true);
    }

    /// `iat` and `nbf` at `from`, `exp` at `until`.
    public TokenDraft valid(Instant from, Instant until) {
        return claim("iat", from.getEpochSecond())
                .claim("nbf", from.getEpochSecond())
                .claim("exp", until.getEpochSecond());
    }

    private String text(String claim) {
        return Objects.toString(claims.get(claim), "");
    }
}
