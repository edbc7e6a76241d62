package io.synapsemesh.simulator.oidc;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The instance metadata service of one virtual machine, as far as tokens go, over plain HTTP on loopback; Azure's is
/// at `http://169.254.169.254`. Without an assigned identity it has none to give.
public final class ImdsFake implements AutoCloseable {
    private static final String PATH = "/metadata/identity/oauth2/token";
    private static final List<String> SELECTORS = List.of("client_id", "object_id", "msi_res_id");

    private final EntraTenantFake tenant;
    private final Clock clock;
    private final Pause pause = new Pause();
    private final RequestLog log = new RequestLog();
    private final TokenDesk desk = new TokenDesk(pause);
    private final List<MachineIdentity> userAssigned = new CopyOnWriteArrayList<>();
    private final FakeHttps server;
    private volatile @Nullable MachineIdentity system;

    private ImdsFake(EntraTenantFake tenant, Clock clock) {
        this.tenant = tenant;
        this.clock = clock;
        this.server = FakeHttps.startPlain(log, this::answer);
    }

    /// @param tenant whose tokens it hands out
    public static ImdsFake start(EntraTenantFake tenant, Clock clock) {
        return new ImdsFake(tenant, clock);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public void systemAssigned(MachineIdentity identity) {
        system = identity;
    }

    public void userAssigned(MachineIdentity identity) {
        userAssigned.add(identity);
    }

    public void trouble(TokenTrouble next) {
        desk.trouble(next);
    }

    public RequestLog requests() {
        return log;
    }

    private Reply answer(Call call) throws IOException {
        if (!call.path().equals(PATH)) {
            return Reply.empty(404);
        }
        if (!call.method().equals("GET")) {
            return Reply.empty(405);
        }
        // What a page in a browser, or a proxy that was talked into a request, cannot send.
        if (!call.header("metadata").filter("true"::equalsIgnoreCase).isPresent()) {
            return wrong("Required metadata header not specified");
        }
        if (call.header("x-forwarded-for").isPresent()) {
            return wrong("Request contains a proxy header");
        }
        Optional<Reply> instead = desk.before(call);
        return instead.isPresent() ? instead.get() : token(call.query());
    }

    private Reply token(Map<String, String> query) {
        String resource = query.getOrDefault("resource", "");
        if (!query.containsKey("api-version") || resource.isEmpty()) {
            return wrong("Required query variable is missing");
        }
        MachineIdentity identity = identity(query);
        if (identity == null) {
            return wrong("Identity not found");
        }
        TokenDraft draft = tenant.appV1(identity.objectId(), identity.clientId(), resource)
                .claim("appidacr", "2")
                .claim("xms_mirid", identity.resourceId());
        long now = clock.instant().getEpochSecond();
        long seconds = desk.lifetime(EntraTenantFake.LIFETIME.toSeconds());
        var answer = new LinkedHashMap<String, Object>();
        answer.put("access_token", desk.mint(tenant.issuer(), draft));
        answer.put("client_id", identity.clientId());
        answer.put("expires_in", String.valueOf(seconds));
        answer.put("expires_on", String.valueOf(now + seconds));
        answer.put("ext_expires_in", String.valueOf(seconds));
        answer.put("not_before", String.valueOf(now));
        answer.put("resource", resource);
        answer.put("token_type", "Bearer");
        return desk.granted(answer);
    }

    private @Nullable MachineIdentity identity(Map<String, String> query) {
        if (SELECTORS.stream().noneMatch(query::containsKey)) {
            return system;
        }
        return userAssigned.stream()
                .filter(one -> one.clientId().equalsIgnoreCase(query.get("client_id"))
                        || one.objectId().equalsIgnoreCase(query.get("object_id"))
                        || one.resourceId().equalsIgnoreCase(query.get("msi_res_id")))
                .findFirst()
                .orElse(null);
    }

    private static Reply wrong(String description) {
        return Reply.json(400, Map.of("error", "invalid_request", "error_description", description));
    }

    @Override
    public void close() {
        pause.close();
        server.close();
    }
}
