package io.synapsemesh.simulator.oidc;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The trouble of one place that hands out tokens, and the tokens as they look in it.
final class TokenDesk {
    private final Pause pause;
    private final AtomicLong requests = new AtomicLong();
    private volatile TokenTrouble trouble = new TokenTrouble.None();

    TokenDesk(Pause pause) {
        this.pause = pause;
    }

    void trouble(TokenTrouble next) {
        trouble = next;
    }

    long requests() {
        return requests.get();
    }

    /// What is answered instead of a token, if anything is.
    Optional<Reply> before(Call call) throws IOException {
        requests.incrementAndGet();
        return switch (trouble) {
            case TokenTrouble.None() -> Optional.empty();
            case TokenTrouble.Slow(var delay) -> {
                pause.hold(delay);
                yield Optional.empty();
            }
            case TokenTrouble.Status(var code, var retryAfter) -> {
                var reply =
                        Reply.json(code, Map.of("error", "temporarily_unavailable", "error_description", "told to"));
                yield Optional.of(retryAfter
                        .map(after -> reply.with("Retry-After", String.valueOf(after.toSeconds())))
                        .orElse(reply));
            }
            case TokenTrouble.Dropped() -> throw new IOException("told to drop the connection");
            case TokenTrouble.Html() ->
                Optional.of(Reply.text(200, "text/html", "<!doctype html><title>Sign in</title>"));
            case TokenTrouble.Redirect(var target) ->
                Optional.of(Reply.empty(307).with("Location", target.toString()));
            case TokenTrouble.Echo() ->
                Optional.of(Reply.json(
                        400,
                        Map.of(
                                "error",
                                "invalid_request",
                                "error_description",
                                new String(call.body(), StandardCharsets.UTF_8) + "\r\nlevel=ERROR forged",
                                "correlation_id",
                                "none")));
            case TokenTrouble.Oversized ignored -> Optional.empty();
            case TokenTrouble.Claim ignored -> Optional.empty();
            case TokenTrouble.NotAToken ignored -> Optional.empty();
            case TokenTrouble.Lifetime ignored -> Optional.empty();
        };
    }

    String mint(IssuerFake issuer, TokenDraft draft) {
        return switch (trouble) {
            case TokenTrouble.Claim(var name, var value) -> issuer.mint(draft.claim(name, value));
            case TokenTrouble.NotAToken(var text) -> text;
            default -> issuer.mint(draft);
        };
    }

    long lifetime(long seconds) {
        return trouble instanceof TokenTrouble.Lifetime(var other) ? other : seconds;
    }

    Reply granted(Map<String, Object> answer) {
        var members = new LinkedHashMap<>(answer);
        if (trouble instanceof TokenTrouble.Oversized(var bytes)) {
            members.put("padding", "x".repeat(bytes));
        }
        return Reply.json(200, members).with("Cache-Control", "no-store, no-cache");
    }
}
