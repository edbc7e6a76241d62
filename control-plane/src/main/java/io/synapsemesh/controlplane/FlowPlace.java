package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The proxy and the workspace an access log entry is about, and the mesh as it is when the entry comes home. Adds to
/// the proxy's words only what the mesh knows itself: where the workspace is, and which documents say so.
record FlowPlace(Proxy proxy, DocumentRef workspace, Published mesh) {
    /// As the renderer names a Deny: `deny analytics/no-finance#0`.
    private static final Pattern DENIAL = Pattern.compile("(deny|trial) ([^/ #]{1,253})/([^/ #]{1,253})#([0-9]{1,4})");

    /// @param workspace `namespace/name`, in the proxy's words
    /// @return empty unless the proxy is attached to it: nobody writes another's history
    static Optional<FlowPlace> of(Published mesh, DocumentRef proxy, String workspace) {
        return Optional.ofNullable(mesh.proxies().get(proxy))
                .flatMap(found -> found.attachments().stream()
                        .filter(ref -> ref.qualifiedName().equals(workspace))
                        .findFirst()
                        .map(ref -> new FlowPlace(found, ref, mesh)));
    }

    /// Only there is a request decided; a sidecar passes on.
    boolean decides() {
        return proxy.role() != Proxy.Role.SIDECAR;
    }

    Optional<Event.Destination> destination(Endpoint endpoint) {
        Workspace there = mesh.workspaces().get(workspace);
        EndpointAddress address = there == null ? null : there.endpoints().get(endpoint);
        return address == null
                ? Optional.empty()
                : Optional.of(new Event.Destination(address.host(), address.port(), there.identity()));
    }

    /// The Deny that Envoy named, if it is still in force.
    Optional<Event.Grounds> named(String denial) {
        Matcher parts = DENIAL.matcher(denial);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var ref = new DocumentRef("SynapseAccessPolicy", parts.group(2), parts.group(3));
        return Optional.ofNullable(mesh.documents().get(ref))
                .map(document -> new Event.Grounds(
                        List.of(),
                        List.of(new Origin(ref, document.generation(), Integer.parseInt(parts.group(4)))),
                        Optional.empty(),
                        Optional.empty()));
    }

    /// What core says of a request.
    ///
    /// @param required as Synapse prints it; `missing` counts in it
    record Asked(Decision decision, List<Event.RequiredPair> required) {}

    /// What core says of a request without a token, about which the entry tells everything: the policies in force
    /// are asked, since Envoy names no grant.
    ///
    /// @param target of a request on `dev`, as sent
    Optional<Asked> asked(
            Endpoint endpoint, SpiffeId carrier, InetAddress source, Optional<String> method, String target) {
        PolicyIr policy = mesh.policies().get(workspace);
        if (policy == null) {
            return Optional.empty();
        }
        return required(endpoint, method, target)
                .map(required -> new Asked(
                        Decider.decide(policy, new Request(carrier, new Caller.Carrier(), endpoint, required, source)),
                        pairs(required, policy.name())));
    }

    /// @return the grounds of `decision`, as of this moment's mesh
    Event.Grounds grounds(Decision decision) {
        Decision told = switch (decision) {
            case Decision.Allow allow ->
                allow.wouldDeny().<Decision>map(deny -> deny).orElse(allow);
            case Decision.Deny deny -> deny;
        };
        List<Integer> missing = told instanceof Decision.Deny deny ? deny.missing() : List.of();
        return new Event.Grounds(
                missing, told.determining(), Optional.of(mesh.snapshot().generation()), Optional.empty());
    }

    private static List<Event.RequiredPair> pairs(Required required, String workspace) {
        return switch (required) {
            case Required.Connection() -> List.of();
            case Required.UnknownRoute ignored ->
                List.of(new Event.RequiredPair(DataAction.UNKNOWN_ROUTE.fullName(), "workspaces/" + workspace));
            case Required.Pairs(var pairs) ->
                pairs.stream()
                        .map(pair -> new Event.RequiredPair(
                                pair.action().fullName(), pair.scope().print(workspace)))
                        .toList();
        };
    }

    private Optional<Required> required(Endpoint endpoint, Optional<String> method, String target) {
        if (endpoint.isSql()) {
            return Optional.of(new Required.Connection());
        }
        return method.flatMap(m -> switch (CanonicalPath.read(target)) {
            case PathReading.Read(CanonicalPath path) ->
                Optional.of(mesh.routes().require(m, path));
            case PathReading.Refused ignored -> Optional.empty();
        });
    }
}
