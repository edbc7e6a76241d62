package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.DevRequest;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.route.RouteTable;
import java.net.InetAddress;
import java.util.Optional;

/// One request to the `dev` endpoint of a world, before anybody decided it.
///
/// @param source a loopback address the client binds to: what the gateway sees as the peer
/// @param token empty where the carrier asks for itself
record Question(
        World world, SpiffeId carrier, String source, Optional<MeshToken> token, String method, String target) {
    Decision decide(RouteTable routes, PolicyIr policy) {
        Caller caller = token.<Caller>map(t -> t.facts().caller()).orElseGet(Caller.Carrier::new);
        return new DevRequest(carrier, caller, method, target, InetAddress.ofLiteral(source)).decide(routes, policy);
    }

    Question by(SpiffeId other) {
        return new Question(world, other, source, token, method, target);
    }

    Question from(String other) {
        return new Question(world, carrier, other, token, method, target);
    }

    Question with(Optional<MeshToken> other) {
        return new Question(world, carrier, source, other, method, target);
    }

    Question on(String otherMethod, String otherTarget) {
        return new Question(world, carrier, source, token, otherMethod, otherTarget);
    }

    @Override
    public String toString() {
        return world.name() + ": " + method + " " + target + " by "
                + token.map(MeshToken::name).orElse("itself") + " through " + carrier + " from " + source;
    }
}
