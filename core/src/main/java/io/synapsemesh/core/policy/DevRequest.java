package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.route.RouteTable;
import java.net.InetAddress;
import java.util.List;

/// A request on `dev` as it comes off the wire: the way from method and target to a decision.
public record DevRequest(SpiffeId carrier, Caller caller, String method, String target, InetAddress source) {
    public Decision decide(RouteTable routes, PolicyIr policy) {
        return switch (CanonicalPath.read(target)) {
            case PathReading.Refused ignored -> new Decision.Deny(Reason.AMBIGUOUS_PATH, List.of(), List.of());
            case PathReading.Read(CanonicalPath path) ->
                Decider.decide(
                        policy, new Request(carrier, caller, Endpoint.DEV, routes.require(method, path), source));
        };
    }
}
