package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.MeshAuthority;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.root.Mark;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.Readiness;
import io.synapsemesh.certs.root.RootStart;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.Rotation;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who issues the leaves of one trust domain, as roots that are rotated. To a verifier a move from one issuer to
/// another is a root rotation, so it is one: prepare, activate, finish, or roll back until then, behind the same gate.
/// While one issuer is in force and it is the embedded authority, these are that authority's own roots and rotations.
///
/// The issuer in force is the one that is kept here, not the one the documents name: the documents wish
/// ([#follow]), a look finds out whether the wish can be granted ([#look]), and then a rotation begins. Which issuer
/// that is, what it was opened by and the roots it was last known by are one sealed file, written once for each step.
///
/// Readers see one whole state; writers exclude one another.
public final class OverlappingIssuers implements KeptRoots {
    /// As operators are named: the documents took the move back.
    public static final String DOCUMENTS = "MeshTrust";

    /// How long an answer of the issuer that is moved to is good for.
    static final Duration ANSWER = Duration.ofMinutes(1);

    /// One that could not take over is asked again after this.
    static final Duration RETRY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(OverlappingIssuers.class);

    private final TrustDomain trustDomain;
    private final Ports ports;
    private final IssuerFile file;
    private final OpenedIssuers opened;
    private final IssuerTrial trial;
    private final WishedIssuer wished;
    private volatile Held held;
    private volatile IssuerForm declared;
    private volatile Wish wish = Wish.NONE;
    private volatile Optional<Answer> answer = Optional.empty();

    /// @param embedded the authority that is open now
    /// @param opening opens an outside issuer without asking it anything
    /// @param wanted every leaf the mesh wants, for trials
    public record Ports(
            ByteStore store,
            Seal seal,
            Supplier<MeshAuthority> embedded,
            Function<IssuerForm, LeafSource> opening,
            Supplier<List<LeafRequest>> wanted,
            EventSink events,
            Clock clock,
            SecureRandom random) {}

    /// What is kept, and what follows from it: made at a write, because every leaf and every look asks.
    private record Held(KeptIssuers kept, LeafSource source, Optional<Anchors> both, Map<String, String> counted) {
        static Held of(KeptIssuers kept) {
            var overlap = kept.overlap();
            var both = kept.isMoving() ? Optional.of(overlap.anchors()) : Optional.<Anchors>empty();
            var counted = new HashMap<String, String>();
            for (IssuerSide side : overlap.sides()) {
                side.known()
                        .forEach(root -> counted.put(RootState.fingerprint(root), RootState.fingerprint(side.root())));
            }
            var source = both.map(all -> SharedSource.moving(overlap.current(), all))
                    .orElseGet(() -> alone(overlap.current()));
            return new Held(kept, source, both, Map.copyOf(counted));
        }

        private static LeafSource alone(IssuerSide current) {
            return current.form().isEmbedded() ? current.source() : SharedSource.alone(current);
        }
    }

    /// Whether NEXT could take over.
    private record Answer(IssuerForm form, Optional<String> objection, Instant at) {
        boolean isGood(Instant now) {
            var age = objection.isPresent() ? RETRY : ANSWER;
            return !now.isBefore(at) && now.isBefore(at.plus(age));
        }
    }

    private OverlappingIssuers(
            TrustDomain trustDomain, IssuerForm declared, Ports ports, IssuerFile file, OpenedIssuers opened) {
        this.trustDomain = trustDomain;
        this.ports = ports;
        this.file = file;
        this.opened = opened;
        this.trial = new IssuerTrial(ports.events(), ports.clock(), ports.random());
        this.wished = new WishedIssuer(trustDomain, opened, trial, ports);
        this.declared = declared;
        this.held = Held.of(file.read(opened::of).orElseGet(() -> {
            var first = KeptIssuers.stable(IssuerSide.unseen(declared, opened.of(declared)));
            file.write(first);
            return first;
        }));
    }

    /// @param declared the issuer the documents name; the one in force of a mesh that has none yet
    /// @throws io.synapsemesh.certs.store.SealBroken if the file was changed
    public static OverlappingIssuers open(TrustDomain trustDomain, IssuerForm declared, Ports ports) {
        var file = new IssuerFile(ports.store(), ports.seal());
        return new OverlappingIssuers(
                trustDomain, declared, ports, file, new OpenedIssuers(ports.embedded(), ports.opening()));
    }

    /// Whom to ask for leaves now, with the roots of both sides. Made anew at each step: ask for it at each use.
    public LeafSource source() {
        return held.source();
    }

    /// What every verifier is given.
    ///
    /// @throws io.synapsemesh.certs.IssuanceFailed if the roots of the issuer in force were never known
    public TrustBundle bundle() {
        var now = held;
        return new TrustBundle(
                trustDomain,
                now.both()
                        .orElseGet(() ->
                                SharedSource.lastKnown(now.kept().overlap().current())));
    }

    /// From each root of an issuer with several to the one all its leaves are counted under, by fingerprint.
    public Map<String, String> counted() {
        return held.counted();
    }

    /// Whether somebody else signs or gives now.
    public boolean isOutside() {
        return !kept().overlap().current().form().isEmbedded();
    }

    /// The documents name this issuer. Nothing is opened or asked before the next look.
    public synchronized void follow(IssuerForm form) {
        if (!form.equals(declared)) {
            declared = form;
            wish = Wish.NONE;
        }
    }

    /// Whether the documents name the issuer that a move under way leaves.
    public boolean isTakenBack() {
        var now = kept();
        return now.isOnItsWay() && declared.equals(now.from().form());
    }

    /// Looks at the issuers in force and at the one the documents name. May block as long as they do; changes nothing.
    ///
    /// @return what the look found, to be taken over while no step of a rotation is written
    public Runnable look() {
        var before = kept();
        var form = declared;
        var seen =
                before.isMoving() ? widened(before.overlap()) : before.overlap().each(OverlappingIssuers::atRest);
        var found = before.isMoving() ? wished.duringMove(before, form) : wished.atRest(before, seen.current(), form);
        return () -> take(before, seen, form, found);
    }

    /// More roots than a bundle holds are not taken up; those it has stay.
    private static IssuerOverlap widened(IssuerOverlap overlap) {
        var wide = overlap.each(IssuerSide::widened);
        return wide.rootCount() > Anchors.COUNT_MAX ? overlap : wide;
    }

    /// The embedded authority keeps its roots itself.
    private static IssuerSide atRest(IssuerSide side) {
        return side.form().isEmbedded() ? side : side.refreshed();
    }

    /// Nothing, if a step came between: the next look sees it.
    private synchronized void take(KeptIssuers before, IssuerOverlap seen, IssuerForm form, Wish found) {
        if (!kept().equals(before) || !form.equals(declared)) {
            return;
        }
        var next = before.with(seen, before.rotation());
        if (before.isIn(Phase.PREPARED)) {
            next = before.with(
                    seen, before.rotation().map(r -> r.withBundle(seen.anchors().contentHash())));
        }
        if (before.declined().filter(declined -> !declined.equals(form)).isPresent()) {
            next = next.declining(Optional.empty());
        }
        if (found instanceof Wish.Same(var as, var side)) {
            next = next.with(next.overlap().each(each -> each.form().equals(as.form()) ? side : each), next.rotation());
        }
        if (!next.equals(before)) {
            put(next);
        }
        if (found instanceof Wish.NewRoot) {
            ports.embedded().get().replaceIdleRoot();
        }
        wish = found;
        var used = new ArrayList<>(List.of(form));
        kept().overlap().sides().forEach(side -> used.add(side.form()));
        opened.retain(used);
    }

    /// Whether the documents name an issuer that could not be moved to yet: worth another look soon.
    public boolean isWishing() {
        var now = kept();
        var current = now.overlap().current().form();
        return !now.isMoving()
                && !declared.equals(current)
                && now.declined().filter(declared::equals).isEmpty();
    }

    /// Who issues, and why it is not whom the documents name.
    public IssuerStanding standing() {
        return Standings.of(kept(), declared, wish);
    }

    @Override
    public AuthorityName authority() {
        return AuthorityName.MESH;
    }

    @Override
    public boolean isThere() {
        var current = kept().overlap().current();
        return current.form().isEmbedded() || current.isKnown();
    }

    @Override
    public RootState state() {
        var now = kept();
        var overlap = now.overlap();
        if (now.isMoving()) {
            return new RootState(
                    AuthorityName.MESH,
                    overlap.current().root(),
                    overlap.next().map(IssuerSide::root),
                    overlap.previous().map(IssuerSide::root),
                    now.rotation(),
                    overlap.anchors().contentHash(),
                    RootStart.BY_AGE,
                    readiness(now));
        }
        var own = overlap.current().form().isEmbedded()
                ? embeddedRoots().state()
                : new RootState(
                        AuthorityName.MESH,
                        overlap.current().root(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        SharedSource.lastKnown(overlap.current()).contentHash());
        return own.starting(start(now));
    }

    private RootStart start(KeptIssuers now) {
        var current = now.overlap().current().form();
        if (wish instanceof Wish.Usable(var side)) {
            boolean declined = now.declined().filter(side.form()::equals).isPresent();
            if (!declined) {
                return new RootStart.Now("the mesh moves from " + current.kind() + " to "
                        + side.form().kind() + ", as MeshTrust says");
            }
            if (!current.isEmbedded()) {
                return new RootStart.OnOrder("the move to " + side.form().kind() + " was rolled back");
            }
        }
        return current.isEmbedded()
                ? RootStart.BY_AGE
                : new RootStart.Elsewhere("the roots of " + current.kind() + " are replaced by whoever runs it"
                        + (wish instanceof Wish.Refused(var why) ? ", and " + why : ""));
    }

    private Readiness readiness(KeptIssuers now) {
        var next = now.overlap().next().filter(side -> !side.form().isEmbedded());
        if (!now.isIn(Phase.PREPARED)) {
            return Readiness.READY;
        }
        if (wish instanceof Wish.Refused(var why)) {
            return new Readiness.Objecting(why);
        }
        if (next.isEmpty()) {
            return Readiness.READY;
        }
        return answer.filter(last -> last.form().equals(next.get().form()))
                .filter(last -> last.isGood(ports.clock().instant()))
                .map(last -> last.objection()
                        .<Readiness>map(why -> new Readiness.Objecting(
                                "the issuer " + next.get().form().kind() + " could not take over: " + why))
                        .orElse(Readiness.READY))
                .orElse(Readiness.UNASKED);
    }

    @Override
    public void ask() {
        kept().overlap()
                .next()
                .ifPresent(next -> answer = Optional.of(new Answer(
                        next.form(),
                        trial.objection(next, ports.wanted().get()),
                        ports.clock().instant())));
    }

    @Override
    public synchronized void prepare(Rotation rotation) {
        boolean ordered = !rotation.times().started().by().equals(Mark.ROTATION);
        if (wish instanceof Wish.Usable(var side)
                && (ordered || kept().declined().filter(side.form()::equals).isEmpty())) {
            var current = kept().overlap().current();
            var from = current.form().isEmbedded() ? IssuerSide.seen(current.form(), current.source()) : current;
            var overlap = kept().overlap().prepared(from, side);
            var record = rotation.withBundle(overlap.anchors().contentHash());
            put(kept().with(overlap, Optional.of(record)).declining(Optional.empty()));
            wish = Wish.NONE;
        } else if (kept().overlap().current().form().isEmbedded()) {
            embeddedRoots().prepare(rotation);
        } else {
            throw new IllegalStateException("there is no other issuer to move to");
        }
    }

    @Override
    public synchronized void activate(Rotation rotation) {
        if (kept().isMoving()) {
            put(kept().with(kept().overlap().activated(), Optional.of(rotation)));
        } else {
            embeddedRoots().activate(rotation);
        }
    }

    @Override
    public synchronized void rollBack(Rotation rotation) {
        if (kept().isMoving()) {
            put(kept().with(kept().overlap().rolledBack(), Optional.of(rotation))
                    .declining(declinedBy(rotation)));
        } else {
            embeddedRoots().rollBack(rotation);
        }
    }

    @Override
    public synchronized void keep(Rotation rotation) {
        if (!kept().isMoving()) {
            embeddedRoots().keep(rotation);
        } else if (kept().isIn(Phase.PREPARED) && rotation.phase() == Phase.ROLLING_BACK) {
            put(kept().with(kept().overlap(), Optional.of(rotation)).declining(declinedBy(rotation)));
        } else {
            put(kept().with(kept().overlap(), Optional.of(rotation)));
        }
    }

    /// An operator's word outlasts the documents until they change; the documents' own does not outlast them.
    private Optional<IssuerForm> declinedBy(Rotation rotation) {
        boolean byDocuments = rotation.orders()
                .rollBack()
                .filter(mark -> mark.by().equals(DOCUMENTS))
                .isPresent();
        return byDocuments
                ? Optional.empty()
                : kept().to().map(IssuerSide::form).filter(form -> form.equals(declared));
    }

    @Override
    public synchronized void finish() {
        if (!kept().isMoving()) {
            embeddedRoots().finish();
            return;
        }
        var current = kept().overlap().current();
        var stays = current.form().isEmbedded() ? IssuerSide.unseen(current.form(), current.source()) : current;
        var gone = kept().overlap().other().filter(side -> side.form().isEmbedded());
        put(kept().with(IssuerOverlap.stable(stays), Optional.empty())
                .spending(gone.map(side -> RootState.fingerprint(side.root()))));
        gone.ifPresent(side -> dropKey());
    }

    /// Its key is of no more use. Who dies here does it before the authority is moved to again.
    private void dropKey() {
        try {
            ports.embedded().get().replaceIdleRoot();
        } catch (UncheckedIOException e) {
            LOG.warn("the embedded root that was left stays until it is moved to again: reason={}", e.getMessage());
        }
    }

    private KeptRoots embeddedRoots() {
        return ports.embedded().get().roots();
    }

    private KeptIssuers kept() {
        return held.kept();
    }

    private void put(KeptIssuers next) {
        var following = Held.of(next);
        file.write(next);
        held = following;
    }
}
