package io.synapsemesh.core.policy;

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// One workspace, the documents that act on it, and the questions asked of it.
final class Scene {
    static final String HERE = "10.1.2.3";

    final List<RoleBinding> bindings = new ArrayList<>();
    final List<AccessPolicy> policies = new ArrayList<>();
    private final Enforcement enforcement;
    private final UpstreamCredential credential;

    Scene() {
        this(Enforcement.ENFORCE, UpstreamCredential.PASS_THROUGH);
    }

    Scene(Enforcement enforcement, UpstreamCredential credential) {
        this.enforcement = enforcement;
        this.credential = credential;
    }

    Scene bind(String role, Scope scope, Subject... subjects) {
        return bind(RoleCatalog.builtIn().find(role).orElseThrow(), scope, subjects);
    }

    Scene bind(RoleDefinition role, Scope scope, Subject... subjects) {
        bindings.add(new RoleBinding(origin("SynapseRoleBinding", bindings.size()), role, scope, List.of(subjects)));
        return this;
    }

    /// @param operations separated by commas: `connect`, an action, or `unknownRoute GET /prefix`
    Scene allow(String endpoints, String operations, Subject... subjects) {
        return policy(Effect.ALLOW, endpoints, operations, Condition.ALWAYS, subjects);
    }

    Scene deny(String endpoints, String operations, Subject... subjects) {
        return policy(Effect.DENY, endpoints, operations, Condition.ALWAYS, subjects);
    }

    Scene policy(Effect effect, String endpoints, String operations, Condition condition, Subject... subjects) {
        var parsed = new TreeSet<Operation>();
        for (String operation : operations.split(", ")) {
            parsed.add(operation(operation));
        }
        var doors = new TreeSet<Endpoint>();
        for (String endpoint : endpoints.split(" ")) {
            doors.add(Endpoint.byDocumentName(endpoint).orElseThrow());
        }
        policies.add(new AccessPolicy(
                origin("SynapseAccessPolicy", policies.size()), effect, doors, parsed, List.of(subjects), condition));
        return this;
    }

    Compiled compile() {
        return PolicyCompiler.compile(workspace(), bindings, policies);
    }

    Decision sql(SpiffeId carrier) {
        return ask(new Request(
                carrier, Cast.NOBODY, Endpoint.SQL, new Required.Connection(), InetAddresses.forString(HERE)));
    }

    /// @param line method and target
    Decision dev(SpiffeId carrier, Caller caller, String line) {
        return devFrom(HERE, carrier, caller, line);
    }

    Decision devFrom(String source, SpiffeId carrier, Caller caller, String line) {
        String[] words = line.split(" ", 2);
        return new DevRequest(carrier, caller, words[0], words[1], InetAddresses.forString(source))
                .decide(RouteTable.builtIn(), compile().policy());
    }

    Decision ask(Request request) {
        return Decider.decide(compile().policy(), request);
    }

    /// `Granted`, or the reason of the refusal.
    static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Allow ignored -> Reason.GRANTED.documentName();
            case Decision.Deny deny -> deny.reason().documentName();
        };
    }

    private Workspace workspace() {
        var id = WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg"
                + "/providers/Microsoft.Synapse/workspaces/contoso");
        var endpoints = new TreeMap<Endpoint, EndpointAddress>();
        for (Endpoint endpoint : List.of(Endpoint.DEV, Endpoint.SQL)) {
            String host = endpoint.host(id.workspace(), "azuresynapse.net");
            endpoints.put(endpoint, new EndpointAddress(endpoint, host, List.of(), endpoint.defaultPort()));
        }
        return new Workspace(
                origin("SynapseWorkspace", 0),
                id,
                SpiffeId.ofWorkspace(Cast.CORP, id),
                endpoints,
                enforcement,
                credential,
                new UpstreamTrust.System());
    }

    private static Operation operation(String text) {
        if (text.equals("connect")) {
            return new Operation.Connect();
        }
        String[] words = text.split(" ");
        return words.length == 3
                ? new Operation.UnknownRoute(words[1], words[2])
                : new Operation.Act(DataAction.parse(text));
    }

    private static Origin origin(String kind, int number) {
        return Origin.of(new DocumentRef(kind, "team", "d" + number), 1);
    }
}
