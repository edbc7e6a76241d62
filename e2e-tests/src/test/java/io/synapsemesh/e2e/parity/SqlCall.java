package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.simulator.tds.TdsPreloginClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;

/// One connection to a SQL endpoint of a world.
record SqlCall(World world, Endpoint endpoint, SpiffeId carrier, String source) {
    Decision decide(PolicyIr policy) {
        return Decider.decide(
                policy,
                new Request(
                        carrier,
                        new Caller.Carrier(),
                        endpoint,
                        new Required.Connection(),
                        InetAddress.ofLiteral(source)));
    }

    /// Whether PRELOGIN was answered. A refusal is a closed connection; silence is neither.
    boolean isAnswered(WorkloadTls tls) throws SocketTimeoutException {
        try (var socket = tls.connect(carrier, source, world.host(endpoint))) {
            new TdsPreloginClient(socket).prelogin();
            return true;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException closed) {
            return false;
        }
    }
}
