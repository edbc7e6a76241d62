package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// One issuer's keys and key document: what [EntraTenantFake] and [CiIssuerFake] share. Thread-safe.
public final class IssuerFake {
    private final URI jwksUri;
    private final Map<String, String> keyMembers;
    private final Pause pause;
    private final SigningKeys keys = new SigningKeys();
    private final AtomicLong jwksFetches = new AtomicLong();
    private volatile JwksTrouble trouble = new JwksTrouble.None();

    IssuerFake(URI jwksUri, Map<String, String> keyMembers, Pause pause) {
        this.jwksUri = jwksUri;
        this.keyMembers = Map.copyOf(keyMembers);
        this.pause = pause;
    }

    public URI jwksUri() {
        return jwksUri;
    }

    /// The key document as served when nothing is wrong: for configurations that carry it inline.
    public String jwks() {
        return new String(jwksBytes(0), StandardCharsets.UTF_8);
    }

    public JWKSet publishedKeys() {
        return keys.published();
    }

    public String mint(TokenDraft draft) {
        return TokenMint.mint(draft, keys.active());
    }

    /// New keys sign from now on; the previous stay published until [#retire()].
    public void rotate() {
        keys.rotate();
    }

    public void retire() {
        keys.retire();
    }

    public void trouble(JwksTrouble next) {
        trouble = next;
    }

    /// How often the key document was asked for, in trouble or not.
    public long jwksFetches() {
        return jwksFetches.get();
    }

    Reply serveJwks() throws IOException {
        jwksFetches.incrementAndGet();
        return switch (trouble) {
            case JwksTrouble.None() -> keyDocument(0);
            case JwksTrouble.Slow(var delay) -> {
                pause.hold(delay);
                yield keyDocument(0);
            }
            case JwksTrouble.Status(var code) -> Reply.text(code, "text/plain", "out of order");
            case JwksTrouble.Redirect(var target) -> Reply.empty(302).with("Location", target.toString());
            case JwksTrouble.Oversized(var bytes) -> keyDocument(bytes);
            case JwksTrouble.NotJson() -> Reply.text(200, "text/html", "<!doctype html><title>Sign in</title>");
            case JwksTrouble.EmptyKeys() -> Reply.json(200, Map.of("keys", List.of()));
            case JwksTrouble.Dropped() -> throw new IOException("told to drop the connection");
        };
    }

    private Reply keyDocument(int paddingBytes) {
        return new Reply(200, Map.of("Content-Type", "application/json"), jwksBytes(paddingBytes));
    }

    private byte[] jwksBytes(int paddingBytes) {
        var document = new LinkedHashMap<String, Object>();
        document.put(
                "keys", keys.published().getKeys().stream().map(this::member).toList());
        if (paddingBytes > 0) {
            document.put("padding", "x".repeat(paddingBytes));
        }
        return Json.bytes(document);
    }

    private Map<String, Object> member(JWK key) {
        var members = new LinkedHashMap<>(key.toJSONObject());
        members.putAll(keyMembers);
        return members;
    }
}
