package io.synapsemesh.controlplane;

import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.RootOutcome;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.controlplane.admin.Actions;
import io.synapsemesh.controlplane.admin.RootOrder;

/// What operators may order of the roots.
final class RootActions {
    private RootActions() {}

    static Actions.Outcome order(RootDesk roots, String by, RootOrder order) {
        return AuthorityName.parse(order.authority())
                .flatMap(name -> roots.order(name, rotator -> order(rotator, by, order)))
                .map(RootActions::outcome)
                .orElseGet(() -> new Actions.Outcome.Unknown("there is no authority " + order.authority()));
    }

    /// Of every authority that waits for somebody of this name.
    static Actions.Outcome acknowledge(RootDesk roots, String by, String member) {
        RootOutcome last = new RootOutcome.Refused("no rotation waits for anybody");
        var done = new java.util.ArrayList<String>();
        for (RootRotator each : roots.rotators()) {
            var outcome = roots.order(each.authority(), rotator -> rotator.acknowledge(by, member))
                    .orElse(last);
            switch (outcome) {
                case RootOutcome.Done(var text) -> done.add(text);
                case RootOutcome.Unknown unknown -> last = unknown;
                case RootOutcome.Refused ignored -> {
                    // That this authority rests says nothing about the others.
                }
            }
        }
        return done.isEmpty() ? outcome(last) : new Actions.Outcome.Done(String.join("; ", done));
    }

    private static RootOutcome order(RootRotator rotator, String by, RootOrder order) {
        return switch (order.verb()) {
            case START -> rotator.start(by, order.reason(), order.skips());
            case ROLLBACK -> rotator.rollBack(by);
            case TAINT -> rotator.taint(by, order.reason());
            case REVOKE -> rotator.revoke(by, RootRotator.Force.UNFORCED);
            case FORCE_REVOKE -> rotator.revoke(by, RootRotator.Force.FORCED);
        };
    }

    private static Actions.Outcome outcome(RootOutcome outcome) {
        return switch (outcome) {
            case RootOutcome.Done(var text) -> new Actions.Outcome.Done(text);
            case RootOutcome.Unknown(var text) -> new Actions.Outcome.Unknown(text);
            case RootOutcome.Refused(var text) -> new Actions.Outcome.Failed(text);
        };
    }
}
