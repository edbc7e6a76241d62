package io.synapsemesh.simulator.directory;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.CutShort;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// One Okta organization as far as `GET /api/v1/users/{id}/groups` goes, over HTTPS on loopback: pages by `Link`
/// headers, both kinds of credential, rate limits by the minute. Okta's groups do not nest. Thread-safe.
public final class OktaFake implements AutoCloseable {
    private static final Pattern GROUPS = Pattern.compile("/api/v1/users/([^/]{1,300})/groups");
    private static final int WINDOW_SECONDS = 60;
    private static final String SCOPE = "okta.users.read";

    private final Clock clock;
    private final DirectoryState directory;
    private final Pause pause = new Pause();
    private final RequestLog log = new RequestLog();
    private final Map<String, Set<String>> scopes = new ConcurrentHashMap<>();
    private final FakeHttps server;
    private volatile DirectoryTrouble trouble = new DirectoryTrouble.None();
    private int limitPerMinute = 600;
    private long window;
    private int used;

    private OktaFake(SimulatorCa ca, Clock clock) {
        this.clock = clock;
        this.directory = new DirectoryState(clock);
        var credential = ca.issue(List.of("localhost", "127.0.0.1"));
        this.server = FakeHttps.start(SimulatorCa.serverContext(List.of(credential)), log, this::answer);
    }

    public static OktaFake start(SimulatorCa ca, Clock clock) {
        return new OktaFake(ca, clock);
    }

    /// What stands for `https://{org}.okta.com`.
    public URI origin() {
        return URI.create("https://localhost:" + server.port());
    }

    public DirectoryState directory() {
        return directory;
    }

    /// An API token, sent as `SSWS`: it may what the administrator may who made it.
    public void apiToken(String token) {
        scopes.put("SSWS " + token, Set.of(SCOPE));
    }

    /// An OAuth access token, sent as `Bearer`.
    public void accessToken(String token, Set<String> granted) {
        scopes.put("Bearer " + token, Set.copyOf(granted));
    }

    public synchronized void limitPerMinute(int requests) {
        limitPerMinute = requests;
    }

    public RequestLog requests() {
        return log;
    }

    public void trouble(DirectoryTrouble next) {
        trouble = next;
    }

    private Reply answer(Call call) throws IOException {
        DirectoryTrouble now = trouble;
        Reply reply = limited(call, now);
        if (now instanceof DirectoryTrouble.Cut(var bytes)) {
            throw new CutShort(reply, bytes);
        }
        return reply;
    }

    /// Every answer says how much of the window is left.
    private Reply limited(Call call, DirectoryTrouble now) throws IOException {
        long second = clock.instant().getEpochSecond();
        long reset = (second / WINDOW_SECONDS + 1) * WINDOW_SECONDS;
        if (now instanceof DirectoryTrouble.Throttled(var retryAfter)) {
            long wait =
                    new BigDecimal(retryAfter).setScale(0, RoundingMode.CEILING).longValueExact();
            return headers(OktaAnswers.throttled(), 0, second + wait);
        }
        int left;
        synchronized (this) {
            if (window != reset) {
                window = reset;
                used = 0;
            }
            left = limitPerMinute - ++used;
        }
        return left < 0 ? headers(OktaAnswers.throttled(), 0, reset) : headers(troubled(call, now), left, reset);
    }

    private Reply headers(Reply reply, int left, long reset) {
        return reply.with("X-Rate-Limit-Limit", String.valueOf(limitPerMinute))
                .with("X-Rate-Limit-Remaining", String.valueOf(left))
                .with("X-Rate-Limit-Reset", String.valueOf(reset));
    }

    private Reply troubled(Call call, DirectoryTrouble now) throws IOException {
        return switch (now) {
            case DirectoryTrouble.Slow(var delay) -> {
                pause.hold(delay);
                yield judged(call, now);
            }
            case DirectoryTrouble.Status(var code) -> OktaAnswers.error(code, "E0000009", "Internal Server Error");
            case DirectoryTrouble.Dropped() -> throw new IOException("told to drop the connection");
            case DirectoryTrouble.DroppedOnce() -> {
                trouble = new DirectoryTrouble.None();
                throw new IOException("told to drop one connection");
            }
            case DirectoryTrouble.NotJson() -> Reply.text(200, "text/html", "<!doctype html><title>Sign in</title>");
            case DirectoryTrouble.Redirect(var target) -> Reply.empty(302).with("Location", target.toString());
            case DirectoryTrouble.Oversized(var bytes) ->
                Reply.text(200, "application/json", "[{\"id\":\"" + "x".repeat(bytes) + "\"}]");
            case DirectoryTrouble.Misshapen() -> Reply.json(200, List.of(Map.of("name", "no id")));
            case DirectoryTrouble.None() -> judged(call, now);
            case DirectoryTrouble.RefusedCheck ignored -> judged(call, now);
            case DirectoryTrouble.Throttled ignored -> OktaAnswers.throttled();
            case DirectoryTrouble.Cut ignored -> judged(call, now);
            case DirectoryTrouble.OtherObject ignored -> judged(call, now);
            case DirectoryTrouble.OtherRequest ignored -> judged(call, now);
            case DirectoryTrouble.Unasked ignored -> judged(call, now);
            case DirectoryTrouble.NextPage ignored -> judged(call, now);
            case DirectoryTrouble.EndlessPages ignored -> judged(call, now);
        };
    }

    private Reply judged(Call call, DirectoryTrouble now) {
        Set<String> granted = scopes.get(call.header("authorization").orElse(""));
        if (granted == null) {
            return OktaAnswers.unauthenticated();
        }
        if (!granted.contains(SCOPE)) {
            return OktaAnswers.denied();
        }
        var asked = GROUPS.matcher(call.path());
        if (!asked.matches() || !call.method().equals("GET")) {
            return OktaAnswers.notFound(call.path());
        }
        String userId = URLDecoder.decode(asked.group(1), StandardCharsets.UTF_8);
        if (!directory.hasUser(userId)) {
            return OktaAnswers.notFound(userId);
        }
        String shown = now instanceof DirectoryTrouble.OtherObject(var other) ? other : userId;
        return OktaAnswers.page(call, origin() + call.path(), directory, shown, now);
    }

    @Override
    public void close() {
        pause.close();
        server.close();
    }
}
