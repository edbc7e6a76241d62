package io.synapsemesh.core.policy;

import io.synapsemesh.core.document.Origin;
import java.util.List;
import java.util.Optional;

/// The verdict on one request and what determined it.
public sealed interface Decision {
    /// The lines that determined the verdict: for a Deny by policy the denying ones; for an Allow the connection and
    /// one
    /// for each required pair.
    List<Origin> determining();

    /// Whether the request passes.
    default boolean passes() {
        return this instanceof Allow;
    }

    /// @param wouldDeny what the verdict would be if everything on trial were enforced
    record Allow(List<Origin> determining, Optional<Deny> wouldDeny) implements Decision {
        public Allow {
            determining = List.copyOf(determining);
        }
    }

    /// @param missing indices of the required pairs that nothing grants
    record Deny(Reason reason, List<Integer> missing, List<Origin> determining) implements Decision {
        public Deny {
            missing = List.copyOf(missing);
            determining = List.copyOf(determining);
        }
    }
}
