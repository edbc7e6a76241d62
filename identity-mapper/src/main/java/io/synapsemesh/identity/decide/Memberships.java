package io.synapsemesh.identity.decide;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.identity.token.VerifiedToken;
import java.time.Duration;
import java.util.SortedSet;

/// Port: the groups of somebody whose token does not tell them all. May block for as long as it likes: a decision does
/// not wait longer than its deadline. Safe for many threads.
@FunctionalInterface
public interface Memberships {
    /// @param mentioned the groups that matter, never empty
    Found find(VerifiedToken token, SortedSet<String> mentioned);

    /// @param groups [Groups.Complete] as far as the groups asked about go, or what is known; never "none" for "cannot
    ///     say"
    /// @param goodFor how long a decision may rest on it
    record Found(Groups groups, Duration goodFor) {}

    /// Where there is no directory: what the token says is all that is known.
    static Memberships ofToken() {
        return (token, _) -> new Found(token.groups(), Duration.ZERO);
    }
}
