package io.synapsemesh.controlplane;

import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.root.GateMembers;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.root.LiveLeaves;
import io.synapsemesh.certs.root.RootOutcome;
import io.synapsemesh.certs.root.RootPolicy;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.RotationReports;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.xds.render.ConnectionAge;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One [RootRotator] for each open authority, each with its own gate.
///
/// | authority | who is waited for |
/// |---|---|
/// | mesh | everybody the gate names |
/// | door | `bootstraps` |
/// | client-facing | `applications/SUFFIX` |
///
/// The last two are words for what nobody here can see, and an operator acknowledges for them: that every bootstrap has
/// the present `bootstrap-ca.pem`, that trust stores have the present `client-ca.pem`. As long as the door's NEXT is as
/// old as CURRENT no bootstrap was ever made without it, and its rotation waits for nobody.
final class RootDesk {
    static final String BOOTSTRAPS = "bootstraps";
    static final String APPLICATIONS = "applications/";

    private static final Logger LOG = LoggerFactory.getLogger(RootDesk.class);

    private final RootGate gate;
    private final LiveLeaves leaves;
    private final RotationReports reports;
    private final EventSink events;
    private final Clock clock;
    private final Runnable changed;
    private final Runnable ordered;
    private final ReentrantLock steps = new ReentrantLock();
    private volatile List<RootRotator> rotators = List.of();
    private volatile RootPolicy policy = RootPolicy.STANDARD;

    /// @param changed called after each step: leaves are to be reissued, bundles and anchors handed out
    /// @param ordered called after each order: [#tick] may have something to do
    RootDesk(
            RootGate gate,
            LiveLeaves leaves,
            RotationReports reports,
            EventSink events,
            Clock clock,
            Runnable changed,
            Runnable ordered) {
        this.gate = gate;
        this.leaves = leaves;
        this.reports = reports;
        this.events = events;
        this.clock = clock;
        this.changed = changed;
        this.ordered = ordered;
    }

    /// @param opening reads the slot files; while it does, no step is written
    void reopen(Supplier<List<KeptRoots>> opening) {
        steps.lock();
        try {
            var opened = new ArrayList<RootRotator>();
            for (KeptRoots roots : opening.get()) {
                opened.add(new RootRotator(
                        roots,
                        new RootRotator.Ports(members(roots), leaves, reports),
                        events,
                        () -> policy,
                        clock,
                        changed));
            }
            rotators = List.copyOf(opened);
        } finally {
            steps.unlock();
        }
    }

    /// Runs `change` while no step is written and no order is taken.
    void undisturbed(Runnable change) {
        steps.lock();
        try {
            change.run();
        } finally {
            steps.unlock();
        }
    }

    /// Begins to roll back what is under way, without waking anybody: for whoever is about to [#tick].
    void takeBack(AuthorityName name, String by) {
        undisturbed(() -> rotators().stream()
                .filter(rotator -> rotator.authority().equals(name))
                .forEach(rotator -> rotator.rollBack(by)));
    }

    /// Gives an order to one rotator; no authority is opened anew meanwhile.
    ///
    /// @return empty if there is no such authority
    Optional<RootOutcome> order(AuthorityName name, Function<RootRotator, RootOutcome> order) {
        steps.lock();
        try {
            return rotators().stream()
                    .filter(r -> r.authority().equals(name))
                    .findFirst()
                    .map(order);
        } finally {
            steps.unlock();
            ordered.run();
        }
    }

    /// When rotations alarm and end, as the MeshTrust in force has it.
    void follow(Trust trust) {
        var drain = ConnectionAge.of(trust.leafTtl()).max().plus(ConnectionAge.GRACE);
        policy = new RootPolicy(trust.rotationDeadline(), drain);
    }

    /// Of every authority whose roots are known; mesh first.
    List<RootRotator> rotators() {
        return rotators.stream().filter(RootRotator::isThere).toList();
    }

    /// One look at each. One that fails does not keep the others.
    ///
    /// @return when to look again
    Instant tick() {
        Instant next = clock.instant().plus(RootRotator.LOOK_MAX);
        for (RootRotator rotator : rotators()) {
            Instant due = tick(rotator);
            next = due.isBefore(next) ? due : next;
        }
        return next;
    }

    private Instant tick(RootRotator rotator) {
        steps.lock();
        try {
            return rotators.contains(rotator) ? rotator.tick() : clock.instant();
        } catch (RuntimeException e) {
            LOG.error(
                    "a look at the roots failed and is repeated: authority={}",
                    rotator.authority().text(),
                    e);
            return clock.instant().plus(RootRotator.LOOK_WAITING);
        } finally {
            steps.unlock();
        }
    }

    private GateMembers members(KeptRoots roots) {
        return switch (roots.authority()) {
            case AuthorityName.Mesh ignored -> gate.members();
            case AuthorityName.Door ignored -> () -> bootstraps(roots.state());
            case AuthorityName.Client client -> () -> applications(client, roots.state());
        };
    }

    private static List<GateMember> bootstraps(RootState state) {
        boolean madeTogether = state.next()
                .or(state::previous)
                .filter(other -> other.getNotBefore().equals(state.current().getNotBefore()))
                // Those of day one end at different times; one made later may begin in the same second, and ends so.
                .filter(other -> !other.getNotAfter().equals(state.current().getNotAfter()))
                .isPresent();
        return madeTogether ? List.of() : List.of(outside(BOOTSTRAPS));
    }

    /// Sidecars hold its leaves, so they are waited for before a root goes; they verify nothing with it.
    private List<GateMember> applications(AuthorityName.Client client, RootState state) {
        var all = new ArrayList<GateMember>();
        all.add(outside(APPLICATIONS + client.suffix()));
        for (GateMember member : gate.members().members()) {
            if (member.kind() == GateMember.Kind.PROXY) {
                all.add(new GateMember(
                        member.name(),
                        member.kind(),
                        member.connected(),
                        Optional.of(state.bundleHash()),
                        member.leavesAt()));
            }
        }
        return all;
    }

    private static GateMember outside(String name) {
        return new GateMember(name, GateMember.Kind.EXTERNAL, false, Optional.empty(), Instant.MAX);
    }
}
