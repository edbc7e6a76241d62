package io.synapsemesh.identity.decide;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.util.List;
import java.util.Optional;

/// The answer to one question (contracts.md, "Decision and events"). It is in the log when somebody sees it.
///
/// @param mode [Enforcement#AUDIT] if the request passes only because what speaks against it is on trial
/// @param reason why it passes; on trial, why it would not
/// @param required action and scope of what the request needs, as Synapse prints them
/// @param missing indices of those that nothing grants
/// @param principals who asked, and who carried
/// @param groups what was known of the caller's groups; empty without a token
/// @param upstream what goes on to Synapse in place of the mesh token, if it passes
public record Verdict(
        boolean allowed,
        Enforcement mode,
        Reason reason,
        List<Event.RequiredPair> required,
        List<Integer> missing,
        List<Origin> determining,
        List<String> principals,
        Optional<String> groups,
        long epoch,
        String decisionId,
        Wording wording,
        SynapseToken upstream) {
    /// What the caller is told.
    ///
    /// @param who the caller's id, as Synapse names a principal
    /// @param why empty where the reason and what is missing say it all
    /// @param fix what to do about it; may be empty
    public record Wording(String who, String why, String fix) {}

    /// 200, 400, 401 or 403.
    public int status() {
        return allowed ? Reason.GRANTED.httpStatus() : reason.httpStatus();
    }
}
