package io.synapsemesh.certs.issuer.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.SmallFile;
import io.synapsemesh.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The token that goes with a call. One that was logged in for is used for two thirds of its lease and dropped when
/// Vault refuses it.
public final class VaultSession {
    private static final Duration LEASE_MAX = Duration.ofHours(24);

    private final IssuerHttp http;
    private final VaultLogin login;
    private final Map<String, String> headers;
    private final Clock clock;
    private Optional<LoggedIn> loggedIn = Optional.empty();

    private record LoggedIn(SecretBytes token, Instant until) {}

    /// @param headers sent with a login, such as the namespace
    public VaultSession(IssuerHttp http, VaultLogin login, Map<String, String> headers, Clock clock) {
        this.http = http;
        this.login = login;
        this.headers = Map.copyOf(headers);
        this.clock = clock;
    }

    public SecretBytes token() {
        return switch (login) {
            case VaultLogin.TokenFile(Path file) -> SmallFile.token(file);
            case VaultLogin.Kubernetes(String mount, String role, Path jwt) ->
                loggedIn(mount, "role", role, "jwt", jwt);
            case VaultLogin.AppRole(String mount, String roleId, Path secretId) ->
                loggedIn(mount, "role_id", roleId, "secret_id", secretId);
        };
    }

    /// After Vault refused the token.
    public synchronized void forget() {
        loggedIn = Optional.empty();
    }

    private synchronized SecretBytes loggedIn(
            String mount, String publicField, String publicValue, String secretField, Path secretFile) {
        Instant now = clock.instant();
        var held = loggedIn.filter(l -> now.isBefore(l.until()) && !l.until().isAfter(now.plus(LEASE_MAX)));
        if (held.isPresent()) {
            return held.get().token();
        }
        var secret = new String(SmallFile.token(secretFile).open(), StandardCharsets.US_ASCII);
        var answer = http.post(
                "/v1/auth/" + mount + "/login",
                headers,
                VaultJson.bytes(VaultJson.object().put(publicField, publicValue).put(secretField, secret)));
        if (!answer.isOk()) {
            throw new IssuanceRefused("Vault refuses the login at auth/" + mount + " with " + answer.status());
        }
        JsonNode auth = VaultJson.read(answer.body()).path("auth");
        String token = auth.path("client_token").asText("");
        if (token.isEmpty()) {
            throw new IssuanceFailed("Vault answered the login without a token");
        }
        long lease = Math.clamp(auth.path("lease_duration").asLong(0), 0, LEASE_MAX.toSeconds());
        var made = new LoggedIn(
                SecretBytes.copyOf(token.getBytes(StandardCharsets.US_ASCII)), now.plusSeconds(lease * 2 / 3));
        loggedIn = Optional.of(made);
        return made.token();
    }
}
