package io.synapsemesh.simulator.directory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.CutShort;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.synapse.TokenTrust;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Microsoft Graph v1.0 as far as it says who is in which group, over HTTPS on loopback: `checkMemberGroups`,
/// `getMemberGroups`, `getMemberObjects` and `transitiveMemberOf` of users and applications. The token decides whose
/// directory is read. Thread-safe.
public final class GraphFake implements AutoCloseable {
    public static final int TENANTS_MAX = 100;

    private static final Pattern USER = Pattern.compile("/v1\\.0/users/([^/]{1,128})/(.+)");
    private static final Pattern BY_APPLICATION =
            Pattern.compile("/v1\\.0/servicePrincipals\\(appId='([^'/]{1,64})'\\)/(.+)");
    private static final Pattern BY_OBJECT = Pattern.compile("/v1\\.0/servicePrincipals/([^/]{1,64})/(.+)");

    private final Clock clock;
    private final GraphGate gate = new GraphGate();
    private final Pause pause = new Pause();
    private final RequestLog log = new RequestLog();
    private final Map<String, DirectoryState> tenants = new ConcurrentHashMap<>();
    private final FakeHttps server;
    private volatile DirectoryTrouble trouble = new DirectoryTrouble.None();

    /// The object asked about, and the question.
    private record Question(String objectId, boolean isUser, String verb) {}

    private GraphFake(SimulatorCa ca, Clock clock) {
        this.clock = clock;
        var credential = ca.issue(List.of("localhost", "127.0.0.1"));
        this.server = FakeHttps.start(SimulatorCa.serverContext(List.of(credential)), log, this::answer);
    }

    public static GraphFake start(SimulatorCa ca, Clock clock) {
        return new GraphFake(ca, clock);
    }

    /// What stands for `https://graph.microsoft.com`.
    public URI origin() {
        return URI.create("https://localhost:" + server.port());
    }

    /// The tenant's directory; made at first use.
    public synchronized DirectoryState directory(String tenantId) {
        if (tenants.size() >= TENANTS_MAX && !tenants.containsKey(tenantId)) {
            throw new IllegalStateException("the Graph fake holds at most " + TENANTS_MAX + " tenants");
        }
        return tenants.computeIfAbsent(tenantId, _ -> new DirectoryState(clock));
    }

    /// A bearer token that this fake accepts, of a caller with these permissions.
    public String token(GraphCaller caller) {
        return gate.handOut(caller);
    }

    public void revoke(String token) {
        gate.revoke(token);
    }

    /// Accepts signed tokens for Microsoft Graph too: `tid` is the tenant, `roles` are the permissions.
    public void trust(TokenTrust issuer) {
        gate.trust(issuer);
    }

    public RequestLog requests() {
        return log;
    }

    public void trouble(DirectoryTrouble next) {
        trouble = next;
    }

    private Reply answer(Call call) throws IOException {
        DirectoryTrouble now = trouble;
        Reply reply = correlated(call, now, troubled(call, now));
        if (now instanceof DirectoryTrouble.Cut(var bytes)) {
            throw new CutShort(reply, bytes);
        }
        return reply;
    }

    private Reply troubled(Call call, DirectoryTrouble now) throws IOException {
        return switch (now) {
            case DirectoryTrouble.Slow(var delay) -> {
                pause.hold(delay);
                yield judged(call, now);
            }
            case DirectoryTrouble.Status(var code) ->
                GraphErrors.of(call, code, "UnknownError", "told to answer " + code);
            case DirectoryTrouble.Throttled(var retryAfter) -> GraphErrors.throttled(call, retryAfter);
            case DirectoryTrouble.Dropped() -> throw new IOException("told to drop the connection");
            case DirectoryTrouble.DroppedOnce() -> {
                trouble = new DirectoryTrouble.None();
                throw new IOException("told to drop one connection");
            }
            case DirectoryTrouble.NotJson() -> Reply.text(200, "text/html", "<!doctype html><title>Sign in</title>");
            case DirectoryTrouble.Redirect(var target) -> Reply.empty(302).with("Location", target.toString());
            case DirectoryTrouble.Oversized(var bytes) ->
                altered(judged(call, now), body -> body.put("padding", "x".repeat(bytes)));
            case DirectoryTrouble.Unasked(var id) ->
                altered(judged(call, now), body -> ((ArrayNode) body.withArray("value")).add(id));
            case DirectoryTrouble.Misshapen() -> Reply.json(200, Map.of("value", List.of(List.of())));
            case DirectoryTrouble.RefusedCheck() ->
                call.path().endsWith("/checkMemberGroups")
                        ? GraphErrors.badRequest(call, "Request_BadRequest", "told to refuse the check")
                        : judged(call, now);
            case DirectoryTrouble.None() -> judged(call, now);
            case DirectoryTrouble.Cut ignored -> judged(call, now);
            case DirectoryTrouble.OtherObject ignored -> judged(call, now);
            case DirectoryTrouble.OtherRequest ignored -> judged(call, now);
            // A list has its link where it belongs; other answers get one that they never have.
            case DirectoryTrouble.NextPage(var next) ->
                altered(judged(call, now), body -> body.put("@odata.nextLink", next));
            case DirectoryTrouble.EndlessPages ignored -> judged(call, now);
        };
    }

    private interface Change {
        void to(ObjectNode body);
    }

    private static Reply altered(Reply reply, Change change) throws IOException {
        if (!(Json.MAPPER.readTree(reply.body()) instanceof ObjectNode body)) {
            return reply;
        }
        change.to(body);
        return new Reply(reply.status(), reply.headers(), Json.bytes(body));
    }

    private Reply judged(Call call, DirectoryTrouble now) {
        return switch (gate.judge(call)) {
            case GraphGate.Verdict.Refused(var refusal) -> refusal;
            case GraphGate.Verdict.Known(var caller) -> asked(call, caller, now);
        };
    }

    private Reply asked(Call call, GraphCaller caller, DirectoryTrouble now) {
        DirectoryState directory = directory(caller.tenant());
        Optional<Question> question = question(call, directory);
        if (question.isEmpty()) {
            return GraphErrors.notFound(call, call.path());
        }
        boolean allowed = question.get().isUser() ? caller.mayReadUsers() : caller.mayReadApplications();
        if (!allowed) {
            return GraphErrors.denied(call);
        }
        String objectId = question.get().objectId();
        if (!directory.hasObject(objectId)) {
            return GraphErrors.notFound(call, objectId);
        }
        String shown = now instanceof DirectoryTrouble.OtherObject(var other) ? other : objectId;
        var answers = new GraphAnswers(origin() + "/v1.0", directory, caller);
        return switch (call.method() + " " + question.get().verb()) {
            case "POST checkMemberGroups" -> answers.check(call, shown);
            case "POST getMemberGroups", "POST getMemberObjects" -> answers.list(call, shown);
            case "GET transitiveMemberOf" -> answers.page(call, origin() + call.path(), shown, false, now);
            case "GET transitiveMemberOf/microsoft.graph.group" ->
                answers.page(call, origin() + call.path(), shown, true, now);
            default -> GraphErrors.badRequest(call, "BadRequest", "Resource not found for the segment.");
        };
    }

    private static Optional<Question> question(Call call, DirectoryState directory) {
        Matcher user = USER.matcher(call.path());
        if (user.matches()) {
            return Optional.of(new Question(user.group(1), true, user.group(2)));
        }
        Matcher application = BY_APPLICATION.matcher(call.path());
        if (application.matches()) {
            String objectId = directory.objectOf(application.group(1)).orElse(application.group(1));
            return Optional.of(new Question(objectId, false, application.group(2)));
        }
        Matcher object = BY_OBJECT.matcher(call.path());
        return object.matches() ? Optional.of(new Question(object.group(1), false, object.group(2))) : Optional.empty();
    }

    /// Every answer repeats the caller's correlation id, as recordings of the service show.
    private static Reply correlated(Call call, DirectoryTrouble now, Reply reply) {
        Reply named = reply.with("request-id", UUID.randomUUID().toString());
        if (now instanceof DirectoryTrouble.OtherRequest) {
            return named.with("client-request-id", UUID.randomUUID().toString());
        }
        return call.header("client-request-id")
                .map(id -> named.with("client-request-id", id))
                .orElse(named);
    }

    @Override
    public void close() {
        pause.close();
        server.close();
    }
}
