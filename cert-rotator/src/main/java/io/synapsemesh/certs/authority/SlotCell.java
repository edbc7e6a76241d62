package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.Rotation;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// The slots of one authority, in memory as on disk: read once, then replaced only after the file was. Readers never
/// wait and see one whole value; whoever signs takes it once.
final class SlotCell implements KeptRoots {
    private final AuthorityName authority;
    private final SlotFile file;
    private final Making making;
    private volatile Held held;

    /// The slots and what they vouch for, of one moment: made at a write, because every signature and every bundle
    /// asks.
    private record Held(RootSlots slots, Anchors anchors) {
        static Held of(RootSlots slots) {
            return new Held(slots, slots.anchors());
        }
    }

    /// How a further root of this authority is made.
    ///
    /// @param root from when on, for how long → a root over a new key
    /// @param pathBelow authorities a leaf's chain has below the root; a cross-signed root must permit as many
    record Making(
            BiFunction<Instant, Duration, Root> root,
            Duration life,
            int pathBelow,
            CertificateMaker maker,
            Clock clock,
            Duration backdate) {
        Root fresh(Duration lives) {
            return root.apply(from(), lives);
        }

        /// In the past, for verifiers whose clock is behind.
        Instant from() {
            return clock.instant().minus(backdate).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    SlotCell(AuthorityName authority, SlotFile file, Making making, RootSlots slots) {
        this.authority = authority;
        this.file = file;
        this.making = making;
        this.held = Held.of(slots);
    }

    RootSlots now() {
        return held.slots();
    }

    Anchors anchors() {
        return held.anchors();
    }

    @Override
    public RootState state() {
        return now().state(authority);
    }

    @Override
    public synchronized void prepare(Rotation rotation) {
        put(now().prepared(now().next().orElseGet(() -> making.fresh(making.life())), rotation));
    }

    @Override
    public synchronized void activate(Rotation rotation) {
        put(now().activated(crossSigned(), rotation));
    }

    @Override
    public synchronized void rollBack(Rotation rotation) {
        put(now().rolledBack(rotation));
    }

    @Override
    public synchronized void keep(Rotation rotation) {
        put(now().keeping(rotation));
    }

    @Override
    public synchronized void finish() {
        boolean back = now().rotation()
                .filter(rotation -> rotation.phase() == Phase.ROLLING_BACK)
                .isPresent();
        put(RootSlots.stable(now().current(), back ? keptNext() : freshNext(), back ? now().retiring() : List.of()));
    }

    /// A root nobody trusts, in the place of whatever there is.
    synchronized void replace() {
        put(RootSlots.of(making.fresh(making.life())));
    }

    /// The chain as it is sent, with the cross-signed root behind it while there is one: for those who
    /// know only the old root. Who knows the new one stops before it. One that would end before the
    /// leaf is left out, as it would make the whole chain end early.
    static CertificateChain sent(RootSlots slots, List<X509Certificate> chain) {
        var all = new ArrayList<X509Certificate>(chain);
        var end = chain.getFirst().getNotAfter();
        slots.cross().filter(cross -> !cross.getNotAfter().before(end)).ifPresent(all::add);
        return new CertificateChain(all);
    }

    private Optional<Root> keptNext() {
        return authority instanceof AuthorityName.Door ? now().next() : Optional.empty();
    }

    /// Lives twice as long, because it waits for one life before it signs.
    private Optional<Root> freshNext() {
        return authority instanceof AuthorityName.Door
                ? Optional.of(making.fresh(making.life().multipliedBy(2)))
                : Optional.empty();
    }

    private Optional<X509Certificate> crossSigned() {
        Root old = now().current();
        int permitted = old.certificate().getBasicConstraints() - 1;
        var from = making.from();
        Instant since = old.certificate().getNotBefore().toInstant();
        return permitted < making.pathBelow()
                ? Optional.empty()
                : now().next()
                        .map(next -> making.maker()
                                .cross(
                                        old,
                                        next.certificate(),
                                        making.pathBelow(),
                                        from.isBefore(since) ? since : from));
    }

    private void put(RootSlots next) {
        file.write(next);
        held = Held.of(next);
    }
}
