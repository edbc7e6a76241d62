package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A verdict without its name and its one request: what may be answered to the same question again.
///
/// @param keepUntil wall-clock milliseconds; 0 if it may not be used twice
record Ruling(
        boolean allowed,
        Enforcement mode,
        Reason reason,
        List<Event.RequiredPair> required,
        List<Integer> missing,
        List<Origin> determining,
        Who who,
        Verdict.Wording wording,
        long keepUntil) {
    private static final int BYTES_BARE = 900;

    /// Whom it is about, in the words of the log.
    ///
    /// @param groups `Complete`, `Partial` or `Unknown`
    record Who(
            Optional<String> caller,
            Optional<String> actor,
            Optional<String> provider,
            Optional<String> groups,
            List<String> principals) {
        static Who nobody(Optional<SpiffeId> carrier) {
            return new Who(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    carrier.map(id -> List.of(new Principal.Workload(id).print()))
                            .orElse(List.of()));
        }
    }

    static Ruling of(Decision decision, List<Event.RequiredPair> required, Who who, String named, long keepUntil) {
        var wording = new Verdict.Wording(named, "", "");
        return switch (decision) {
            case Decision.Allow(var _, var wouldDeny)
            when wouldDeny.isPresent() -> {
                Decision.Deny deny = wouldDeny.get();
                yield new Ruling(
                        true,
                        Enforcement.AUDIT,
                        deny.reason(),
                        required,
                        deny.missing(),
                        deny.determining(),
                        who,
                        wording,
                        keepUntil);
            }
            case Decision.Allow(var determining, var _) ->
                new Ruling(
                        true,
                        Enforcement.ENFORCE,
                        Reason.GRANTED,
                        required,
                        List.of(),
                        determining,
                        who,
                        wording,
                        keepUntil);
            case Decision.Deny(var reason, var missing, var determining) ->
                new Ruling(false, Enforcement.ENFORCE, reason, required, missing, determining, who, wording, keepUntil);
        };
    }

    /// Refused before or beside the policy. Never kept.
    static Ruling refused(Reason reason, List<Event.RequiredPair> required, Who who, String why, String fix) {
        return new Ruling(
                false,
                Enforcement.ENFORCE,
                reason,
                required,
                List.of(),
                List.of(),
                who,
                new Verdict.Wording(
                        who.principals().isEmpty() ? "" : who.principals().getLast(), why, fix),
                0);
    }

    /// The same request, refused after all.
    Ruling refusedFor(Reason why, String text, String fix) {
        return new Ruling(
                false,
                Enforcement.ENFORCE,
                why,
                required,
                List.of(),
                List.of(),
                who,
                new Verdict.Wording(wording.who(), text, fix),
                0);
    }

    Verdict verdict(long epoch, String decisionId, SynapseToken upstream) {
        return new Verdict(
                allowed,
                mode,
                reason,
                required,
                missing,
                determining,
                who.principals(),
                who.groups(),
                epoch,
                decisionId,
                wording,
                upstream);
    }

    /// What it takes in memory, reckoned and rather too high.
    int bytes() {
        int chars = wording.who().length();
        for (String principal : who.principals()) {
            chars += principal.length();
        }
        for (Event.RequiredPair pair : required) {
            chars += pair.action().length() + pair.scope().length();
        }
        return BYTES_BARE + 2 * chars + 64 * (determining.size() + required.size());
    }

    static List<Event.RequiredPair> pairs(Required required, String workspace) {
        return switch (required) {
            case Required.Connection() -> List.of();
            case Required.UnknownRoute _ ->
                List.of(new Event.RequiredPair(DataAction.UNKNOWN_ROUTE.fullName(), "workspaces/" + workspace));
            case Required.Pairs(var pairs) -> {
                var texts = new ArrayList<Event.RequiredPair>(pairs.size());
                pairs.forEach(pair -> texts.add(new Event.RequiredPair(
                        pair.action().fullName(), pair.scope().print(workspace))));
                yield List.copyOf(texts);
            }
        };
    }
}
