package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Everything the plan looks at for one leaf, gathered at one moment. The plan sees nothing else.
///
/// @param held what we have, if anything
/// @param violations what the lint says against it, for the present request and roots; empty without a held leaf
/// @param failure the present series of failures, if there is one
/// @param urgency whether somebody asked for a rotation now
/// @param offer what somebody who gives leaves has now; absent where ours are signed, and where nobody looked
/// @param longestWait no retry is further away than this; a later one comes from a clock that was set back
record LeafFacts(
        Instant now,
        LeafRequest request,
        Optional<HeldLeaf> held,
        List<Violation> violations,
        Optional<RenewalFailure> failure,
        Optional<Offer> offer,
        Urgency urgency,
        Duration longestWait) {
    enum Urgency {
        WHEN_DUE,
        NOW
    }
}
