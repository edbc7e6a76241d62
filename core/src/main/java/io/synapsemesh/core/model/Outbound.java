package io.synapsemesh.core.model;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.Subject;
import java.util.List;

/// What identities of a workspace may call in the mesh (rules.md A, "Synapse as a client"). The called service's
/// namespace gives it away, and the workspace admits it.
///
/// @param workspace whose identities call
/// @param connector the label that policies of the mesh and flows know it by
/// @param actAs whose policies apply to the calls
/// @param callers proven by their tokens; [Subject.ServicePrincipal] and [Subject.Claims] only
/// @param sources where calls come from that carry no token
public record Outbound(
        Origin origin,
        DocumentRef workspace,
        String connector,
        Service to,
        SpiffeId actAs,
        List<Subject> callers,
        List<Cidr> sources) {
    public Outbound {
        callers = List.copyOf(callers);
        sources = List.copyOf(sources);
        if (callers.isEmpty() && sources.isEmpty()) {
            throw new IllegalArgumentException("nobody is let through by " + origin);
        }
    }

    /// A service of the mesh.
    public record Service(String namespace, String name, int port) {}
}
