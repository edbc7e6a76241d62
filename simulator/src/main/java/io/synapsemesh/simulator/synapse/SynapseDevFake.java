package io.synapsemesh.simulator.synapse;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.tls.ServerCredential;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The `dev` endpoints of one or more workspaces on one HTTPS port: the certificate is chosen by SNI, the workspace by
/// `Host`. Every request is recorded before it is judged.
public final class SynapseDevFake implements AutoCloseable {
    private final Map<String, WorkspaceState> workspaces;
    /// As many as requests are kept.
    private static final int ARRIVALS_MAX = RequestLog.KEPT_MAX;

    private final RequestLog log = new RequestLog();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private final List<DevRoute> routes = DevRoutes.all();
    private final FakeHttps server;
    private final Pause pause = new Pause();
    private volatile Access access;
    private volatile DevTrouble trouble = new DevTrouble.None();

    private SynapseDevFake(SimulatorCa ca, Map<String, WorkspaceState> workspaces, Access access) {
        this.workspaces = new LinkedHashMap<>(workspaces);
        this.access = access;
        this.server = FakeHttps.start(SimulatorCa.serverContext(credentials(ca, workspaces)), log, this::answer);
    }

    /// @param workspaces by host name in lower case, like `contoso.dev.azuresynapse.net`
    public static SynapseDevFake start(SimulatorCa ca, Map<String, WorkspaceState> workspaces, Access access) {
        return new SynapseDevFake(ca, workspaces, access);
    }

    public int port() {
        return server.port();
    }

    public RequestLog requests() {
        return log;
    }

    /// The last requests whose token was believed, oldest first, and as whom.
    public List<Arrival> arrivals() {
        synchronized (arrivals) {
            return List.copyOf(arrivals);
        }
    }

    /// Takes effect on the next request.
    public void access(Access next) {
        access = next;
    }

    /// Takes effect on the next request, before its access is judged.
    public void trouble(DevTrouble next) {
        trouble = next;
    }

    private static List<ServerCredential> credentials(SimulatorCa ca, Map<String, WorkspaceState> workspaces) {
        var credentials = new ArrayList<ServerCredential>();
        credentials.add(ca.issue(List.of("localhost", "127.0.0.1")));
        workspaces.keySet().forEach(host -> credentials.add(ca.issue(List.of(host))));
        return credentials;
    }

    private Reply answer(Call call) throws IOException {
        return troubled(call)
                .with("x-ms-request-id", UUID.randomUUID().toString())
                .with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                .with("Server", "Microsoft-HTTPAPI/2.0");
    }

    private Reply troubled(Call call) throws IOException {
        return switch (trouble) {
            case DevTrouble.None() -> route(call);
            case DevTrouble.Slow(var delay) -> {
                pause.hold(delay);
                yield route(call);
            }
            case DevTrouble.Status(var code) -> SynapseErrors.wrapped(code, "Simulated", "The simulator was told to.");
            case DevTrouble.Dropped() -> throw new IOException("told to drop the connection");
        };
    }

    private Reply route(Call call) {
        WorkspaceState workspace = workspaces.get(call.host());
        if (workspace == null) {
            return Reply.text(421, "text/plain", "the simulator has no workspace of this name");
        }
        // Authentication comes before routing: a stranger cannot tell which paths exist.
        return switch (access) {
            case Access.Open() -> dispatch(workspace, call, Caller.NOBODY, 0);
            case Access.Authenticated(var trust) -> authenticated(workspace, call, trust, 0);
            case Access.RoleBased(var trust, var deniedStatus) -> authenticated(workspace, call, trust, deniedStatus);
        };
    }

    private Reply authenticated(WorkspaceState workspace, Call call, TokenTrust trust, int deniedStatus) {
        return switch (TokenGate.judge(call, trust)) {
            case TokenGate.Verdict.Refused(var reply) -> reply;
            case TokenGate.Verdict.Known(var caller) -> {
                arrived(call, caller);
                yield dispatch(workspace, call, caller, deniedStatus);
            }
        };
    }

    private void arrived(Call call, Caller caller) {
        var arrival = new Arrival(
                call.host(),
                call.method(),
                call.path(),
                caller.principalId(),
                caller.clientId(),
                caller.delegated(),
                call.header("x-ms-client-request-id").orElse(""));
        synchronized (arrivals) {
            if (arrivals.size() == ARRIVALS_MAX) {
                arrivals.removeFirst();
            }
            arrivals.addLast(arrival);
        }
    }

    /// @param deniedStatus 0 where roles are not asked for
    private Reply dispatch(WorkspaceState workspace, Call call, Caller caller, int deniedStatus) {
        var segments = DevRoute.segments(call.path());
        for (var route : routes) {
            var variables = route.match(segments);
            if (route.method().equals(call.method()) && variables.isPresent()) {
                return run(workspace, call, caller, deniedStatus, route, variables.get());
            }
        }
        return SynapseErrors.notFound(
                "NotFound", "The simulator has no route %s %s.".formatted(call.method(), call.path()));
    }

    private static Reply run(
            WorkspaceState workspace,
            Call call,
            Caller caller,
            int deniedStatus,
            DevRoute route,
            Map<String, String> variables) {
        if (deniedStatus != 0) {
            for (Need need : route.needs()) {
                String scope = need.scope(workspace.name(), variables);
                if (workspace
                        .access()
                        .allowing(caller.principals(), need.action(), scope)
                        .isEmpty()) {
                    String shown = need.shownScope(workspace.name(), variables);
                    return SynapseErrors.denied(deniedStatus, caller.principalId(), need.action(), shown);
                }
            }
        }
        try {
            return route.answer().answer(new DevCall(workspace, call, variables));
        } catch (WorkspaceFull e) {
            return Reply.text(507, "text/plain", "a fake workspace is full");
        }
    }

    @Override
    public void close() {
        pause.close();
        server.close();
    }
}
