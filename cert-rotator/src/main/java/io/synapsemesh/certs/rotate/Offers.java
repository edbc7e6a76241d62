package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Looks whether whoever gives leaves has another one than is held, at every look: their plan is not ours, and a leaf
/// they replaced may be one they take back. Nothing is kept and nothing is noted unless there is another.
record Offers(LeafSources sources) {
    /// Asks for leaves that are held, and not for those whose last attempt failed a moment ago.
    Map<LeafName, Offer> of(Collection<WantedLeaf> leaves, Instant now) {
        var offers = new HashMap<LeafName, Offer>();
        for (WantedLeaf wanted : leaves) {
            boolean waits = wanted.failure()
                    .filter(failure -> now.isBefore(failure.retryAt()))
                    .isPresent();
            if (!waits) {
                wanted.held().ifPresent(held -> look(wanted, held, offers));
            }
        }
        return offers;
    }

    private void look(WantedLeaf wanted, HeldLeaf held, Map<LeafName, Offer> offers) {
        var name = wanted.request().name();
        try {
            if (sources.of().apply(name) instanceof LeafGiver giver) {
                boolean other =
                        giver.hasOther(wanted.request(), held.leaf().chain().leaf());
                offers.put(name, other ? new Offer.Other() : new Offer.Same());
            }
        } catch (IssuanceFailed e) {
            offers.put(name, new Offer.Away(String.valueOf(e.getMessage())));
        }
    }
}
