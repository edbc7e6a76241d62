package io.synapsemesh.certs.store.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.vault.VaultJson;
import io.synapsemesh.certs.issuer.vault.VaultSession;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.RemoteFolder;
import io.synapsemesh.certs.store.remote.RemoteStore;
import io.synapsemesh.certs.store.remote.StoreNames;
import io.synapsemesh.core.diagnostic.Code;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The KV engine, version 2, of Vault or OpenBao (HTTP API, "KV secrets engine - version 2"). Every write carries
/// `cas`: Vault itself refuses one that does not replace what it should.
public final class VaultKvStore implements RemoteFolder {
    /// An answer of the transport holds 256 KiB, and Base64 takes a third more.
    static final int CONTENT_BYTES_MAX = 128 * 1024;

    private static final int NAME_MAX = 300;

    private final VaultKvConfig config;
    private final IssuerHttp http;
    private final VaultSession session;

    private VaultKvStore(VaultKvConfig config, Clock clock, Breaker breaker) {
        this.config = config;
        this.http = new IssuerHttp(config.endpoint(), clock, breaker);
        this.session = new VaultSession(http, config.login(), headers(), clock);
    }

    public static RemoteStore open(VaultKvConfig config, String prefix, Clock clock) {
        var breaker = new Breaker(clock);
        return new RemoteStore(
                new VaultKvStore(config, clock, breaker),
                new StoreNames(prefix, NAME_MAX),
                config.endpoint().deadline(),
                breaker);
    }

    @Override
    public String title() {
        return "Vault at " + config.endpoint().base().getHost();
    }

    @Override
    public int contentBytesMax() {
        return CONTENT_BYTES_MAX;
    }

    @Override
    public Optional<Kept> fetch(String id) {
        var answer = send("GET", "/data/" + config.path() + "/" + id, new byte[0]);
        if (isAbsent(answer)) {
            return Optional.empty();
        }
        requireOk(answer);
        JsonNode data = json(answer).path("data");
        String content = data.path("data").path("content").asText("");
        int version = data.path("metadata").path("version").asInt(0);
        if (content.isEmpty() || version < 1) {
            throw unusable(" answered without the content of " + id, null);
        }
        try {
            return Optional.of(new Kept(Base64.getDecoder().decode(content), Integer.toString(version)));
        } catch (IllegalArgumentException e) {
            throw unusable(" holds something else than ours under " + id, e);
        }
    }

    @Override
    public String put(String id, String name, byte[] content, Optional<String> expected) {
        var body = VaultJson.object();
        body.putObject("options").put("cas", expected.map(Integer::parseInt).orElse(0));
        body.putObject("data")
                .put("content", Base64.getEncoder().encodeToString(content))
                .put("name", name);
        var answer = send("POST", "/data/" + config.path() + "/" + id, VaultJson.bytes(body));
        if (answer.status() == 400 && VaultJson.errors(answer.body()).contains("check-and-set")) {
            throw new StoreFailed(Code.SYN0824, name + " was changed by somebody else in " + title());
        }
        requireOk(answer);
        int version = json(answer).path("data").path("version").asInt(0);
        if (version < 1) {
            throw unusable(" answered a write without its version", null);
        }
        return Integer.toString(version);
    }

    /// All versions: a retired key must not be one call away from coming back.
    @Override
    public void remove(String id) {
        var answer = send("DELETE", "/metadata/" + config.path() + "/" + id, new byte[0]);
        if (!isAbsent(answer)) {
            requireOk(answer);
            if (answer.status() != 204) {
                throw unusable(" answered a deletion with " + answer.status(), null);
            }
        }
    }

    @Override
    public List<Entry> list() {
        var answer = send("GET", "/metadata/" + config.path() + "?list=true", new byte[0]);
        if (isAbsent(answer)) {
            return List.of();
        }
        requireOk(answer);
        JsonNode keys = json(answer).path("data").path("keys");
        if (!keys.isArray()) {
            throw unusable(" answered a list without keys", null);
        }
        return VaultJson.texts(keys).stream()
                .map(id -> new Entry(id, Optional.empty()))
                .toList();
    }

    /// Vault says `{"errors":[]}` for what never was. A deleted version (`data.metadata`), a missing mount (an error
    /// text) and somebody else's 404 are other things.
    private boolean isAbsent(IssuerHttp.Answer answer) {
        if (answer.status() != 404) {
            return false;
        }
        JsonNode said = json(answer);
        if (said.path("errors").isArray() && said.path("errors").isEmpty()) {
            return true;
        }
        throw unusable(
                said.has("data")
                        ? " holds a deleted version there. Fix: undelete it, or delete its metadata if it shall be gone"
                        : " answered 404 without saying that there is no such secret: "
                                + VaultJson.errors(answer.body()),
                null);
    }

    private void requireOk(IssuerHttp.Answer answer) {
        if (answer.isOk()) {
            return;
        }
        String said = " (" + answer.status() + ": " + VaultJson.errors(answer.body()) + ")";
        if (answer.status() == 403) {
            session.forget();
            throw new StoreFailed(Code.SYN0822, title() + " refuses our token" + said);
        }
        throw unusable(" refuses the call" + said, null);
    }

    private JsonNode json(IssuerHttp.Answer answer) {
        try {
            return VaultJson.read(answer.body());
        } catch (IssuanceFailed e) {
            throw unusable(" answered " + answer.status() + " with something that is not its JSON", e);
        }
    }

    private IssuerHttp.Answer send(String method, String path, byte[] body) {
        try {
            var headers = new HashMap<>(headers());
            headers.put("Content-Type", "application/json");
            headers.put("X-Vault-Request", "true");
            headers.put("X-Vault-Token", new String(session.token().open(), StandardCharsets.US_ASCII));
            return http.send(method, "/v1/" + config.mount() + path, headers, body);
        } catch (IssuanceRefused e) {
            throw new StoreFailed(Code.SYN0822, title() + ": " + e.getMessage(), e);
        } catch (IssuanceFailed e) {
            throw new StoreFailed(Code.SYN0821, title() + ": " + e.getMessage(), e);
        }
    }

    private Map<String, String> headers() {
        return config.namespace().map(n -> Map.of("X-Vault-Namespace", n)).orElse(Map.of());
    }

    private StoreFailed unusable(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return cause == null
                ? new StoreFailed(Code.SYN0825, title() + what)
                : new StoreFailed(Code.SYN0825, title() + what, cause);
    }

    @Override
    public void close() {
        http.close();
    }
}
