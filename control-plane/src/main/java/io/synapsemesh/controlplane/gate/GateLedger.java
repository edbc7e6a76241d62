package io.synapsemesh.controlplane.gate;

import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.root.GateMembers;
import io.synapsemesh.controlplane.state.DataFolder;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.serve.SecretListener;
import io.synapsemesh.xds.serve.StreamId;
import io.synapsemesh.xds.snapshot.Resource;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who was given the mesh bundle and may still be verifying with it: proxies and edges by what their streams are given
/// and ACK, external verifiers and federation peers by the word that comes in through [#acknowledged].
///
/// An edge is given its bundles over ADS as well, but what counts is that its Nginx serves with them: its ACK is the
/// digest that it reports ([#served]), not that of the stream.
///
/// That a proxy becomes a member is on the disk before it is given the bundle. Everything else is a line with the
/// operating system at once and on the disk before [#members] returns: nobody acts on an acknowledgement that a crash
/// could take back. A change costs O(1). Safe for many threads.
public final class GateLedger implements GateMembers, SecretListener, AutoCloseable {
    /// Whoever is without a stream and was heard of so lately is one that could acknowledge.
    static final Duration HEARD_MAX = Duration.ofMinutes(15);

    /// More proxies are given no bundle.
    static final int MEMBERS_MAX = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(GateLedger.class);

    private final Clock clock;
    private final SecretMeaning meaning;
    private final GateJournal journal;
    private final Map<DocumentRef, Holder> holders = new HashMap<>();
    /// What the journal holds, by name, and the names it could not be told of yet.
    private final Map<String, GateRow> rows = new TreeMap<>();

    private final SortedSet<String> untold = new TreeSet<>();
    private final Map<GateMember.Kind, SortedSet<String>> expected = new EnumMap<>(GateMember.Kind.class);
    /// When somebody without a stream was last heard of, by the name of his row.
    private final Map<String, Instant> heard = new HashMap<>();

    private Map<DocumentRef, Proxy> declared = Map.of();
    private boolean told;
    /// The journal was damaged: who is declared counts, until it is known better.
    private boolean suspecting;

    private GateLedger(GateJournal.Found found, DataFolder folder, TrustDomain own, Clock clock) {
        this.clock = clock;
        this.meaning = new SecretMeaning(own);
        switch (found) {
            case GateJournal.Found.Whole(var kept) -> rows.putAll(kept);
            case GateJournal.Found.Damaged(var kept) -> {
                kept.forEach((name, row) -> rows.put(name, row.unacked()));
                suspecting = true;
            }
        }
        rows.values().forEach(row -> proxyOf(row).ifPresent(ref -> holders.put(ref, Holder.remembered(row))));
        this.journal = GateJournal.begin(folder, rows.values());
    }

    /// @param folder `gate/` of the data directory
    /// @param own the trust domain whose roots are rotated
    /// @throws UncheckedIOException if the folder cannot be read or written
    public static GateLedger open(DataFolder folder, TrustDomain own, Clock clock) {
        return new GateLedger(GateJournal.read(folder), folder, own, clock);
    }

    /// @throws IllegalStateException before [#declared]: not to know who there is, is not to have nobody
    @Override
    public List<GateMember> members() {
        List<GateMember> all;
        synchronized (this) {
            if (!told) {
                throw new IllegalStateException("which proxies and verifiers there are is not known yet");
            }
            forgetEnded();
            untold.removeIf(name -> {
                tell(name);
                return true;
            });
            all = listed();
        }
        journal.sync();
        return all;
    }

    /// The members that are known to hold the newest of each leaf they were given, whoever they are connected as. After
    /// a restart nobody is, until he has come back.
    ///
    /// @param newest serial in hexadecimal, by the leaf's name as `LeafName.text` says it
    public synchronized Set<String> upToDate(Map<String, String> newest) {
        var names = new TreeSet<String>();
        holders.forEach((ref, holder) -> {
            if (holder.isMember() && holder.holdsNewest(newest)) {
                names.add(nameOf(ref));
            }
        });
        return names;
    }

    /// Which proxies there are, before they are served, and after [#expect]. What is not among them is forgotten: a
    /// deleted document leaves the gate.
    public synchronized void declared(Map<DocumentRef, Proxy> proxies) {
        declared = proxies;
        told = true;
        for (DocumentRef ref : List.copyOf(holders.keySet())) {
            if (!proxies.containsKey(ref)) {
                holders.remove(ref);
                changed(ref);
            }
        }
        if (suspecting) {
            proxies.keySet().forEach(ref -> {
                holders.computeIfAbsent(
                        ref,
                        _ -> Holder.remembered(new GateRow(nameOf(ref), kindOf(ref), Optional.empty(), Instant.MAX)));
                changed(ref);
            });
            suspecting = false;
        }
    }

    /// Who verifies without a stream to us. Each is a member until it has acknowledged the bundle in question.
    ///
    /// @param kind [GateMember.Kind#EXTERNAL] or [GateMember.Kind#PEER]
    public synchronized void expect(GateMember.Kind kind, Collection<String> names) {
        requireWithoutStream(kind);
        var now = new TreeSet<>(names);
        SortedSet<String> before = expected.put(kind, now);
        if (!now.equals(before)) {
            for (GateRow row : List.copyOf(rows.values())) {
                if (row.kind() == kind
                        && now.stream().noneMatch(name -> rowOf(kind, name).equals(row.name()))) {
                    rows.remove(row.name());
                    tellOrRemember(row.name());
                }
            }
            heard.keySet()
                    .removeIf(row -> row.startsWith(rowOf(kind, ""))
                            && !now.contains(row.substring(rowOf(kind, "").length())));
            if (before != null) {
                before.stream()
                        .filter(name -> !now.contains(name))
                        .forEach(name -> LOG.info(
                                "no document names it any more, so it leaves the gate: member={} kind={}", name, kind));
            }
        }
    }

    /// Somebody without a stream says, or an operator says for him, that he has the bundle.
    ///
    /// @param contentHash of the bundle, as `TrustBundle.contentHash` says it
    /// @return false if nobody of this name is expected
    /// @throws UncheckedIOException if it cannot be kept
    public synchronized boolean acknowledged(GateMember.Kind kind, String name, String contentHash) {
        requireWithoutStream(kind);
        if (!expected.getOrDefault(kind, Collections.emptySortedSet()).contains(name)) {
            return false;
        }
        String row = rowOf(kind, name);
        rows.put(row, new GateRow(row, kind, Optional.of(contentHash), Instant.MAX));
        tell(row);
        journal.sync();
        return true;
    }

    /// What somebody without a stream acknowledged last.
    public synchronized Optional<String> said(GateMember.Kind kind, String name) {
        return Optional.ofNullable(rows.get(rowOf(kind, name))).flatMap(GateRow::acked);
    }

    /// Somebody without a stream no longer has what it acknowledged.
    ///
    /// @throws UncheckedIOException if it cannot be kept
    public synchronized void takenBack(GateMember.Kind kind, String name) {
        requireWithoutStream(kind);
        GateRow row = rows.get(rowOf(kind, name));
        if (row != null) {
            rows.put(row.name(), row.unacked());
            tell(row.name());
            journal.sync();
        }
    }

    /// Somebody without a stream was here now, whatever he said.
    public synchronized void heard(GateMember.Kind kind, String name) {
        requireWithoutStream(kind);
        if (expected.getOrDefault(kind, Collections.emptySortedSet()).contains(name)) {
            heard.put(rowOf(kind, name), clock.instant());
        }
    }

    /// An edge serves with the bundle of this content: its Nginx was started anew with it.
    ///
    /// @return false if it is not an edge that was given a bundle
    /// @throws UncheckedIOException if it cannot be kept
    public synchronized boolean served(DocumentRef edge, String contentHash) {
        GateRow row = rows.get(nameOf(edge));
        if (row == null || row.kind() != GateMember.Kind.EDGE) {
            return false;
        }
        rows.put(row.name(), new GateRow(row.name(), row.kind(), Optional.of(contentHash), row.leafEnds()));
        tell(row.name());
        journal.sync();
        return true;
    }

    @Override
    public synchronized void given(StreamId stream, List<Resource> secrets) {
        if (!declared.containsKey(stream.proxy())) {
            return;
        }
        boolean known = rows.containsKey(nameOf(stream.proxy()));
        if (!known && rows.size() >= MEMBERS_MAX) {
            throw new UncheckedIOException(
                    new java.io.IOException("more than " + MEMBERS_MAX + " proxies would hold a trust bundle"));
        }
        Holder holder = holders.computeIfAbsent(stream.proxy(), _ -> new Holder());
        for (Resource secret : secrets) {
            switch (meaning.of(secret)) {
                case SecretMeaning.Meaning.Bundle _ -> holder.given(stream.number(), secret.name());
                case SecretMeaning.Meaning.Svid(var _, Instant end) -> {
                    holder.leafGiven(stream.number(), secret.name());
                    holder.leafEnds(end);
                }
                case SecretMeaning.Meaning.ClientFacing _ -> holder.leafGiven(stream.number(), secret.name());
                case SecretMeaning.Meaning.Nothing() -> {}
            }
        }
        if (known) {
            changed(stream.proxy());
        } else if (holder.isMember()) {
            keep(stream.proxy(), holder);
        }
    }

    @Override
    public synchronized void taken(StreamId stream, List<Resource> secrets) {
        if (!declared.containsKey(stream.proxy())) {
            return;
        }
        Holder holder = holders.computeIfAbsent(stream.proxy(), _ -> new Holder());
        long number = stream.number();
        for (Resource secret : secrets) {
            switch (meaning.of(secret)) {
                case SecretMeaning.Meaning.Bundle(String hash) -> holder.taken(number, secret.name(), hash);
                case SecretMeaning.Meaning.Svid(String serial, var _) ->
                    holder.leafTaken(number, secret.name(), serial);
                case SecretMeaning.Meaning.ClientFacing(String serial) ->
                    holder.leafTaken(number, secret.name(), serial);
                case SecretMeaning.Meaning.Nothing() -> {}
            }
        }
        changed(stream.proxy());
    }

    @Override
    public synchronized void released(StreamId stream, Collection<String> names) {
        Holder holder = holders.get(stream.proxy());
        if (holder != null) {
            holder.released(stream.number(), names);
            changed(stream.proxy());
        }
    }

    @Override
    public synchronized void closed(StreamId stream) {
        Holder holder = holders.get(stream.proxy());
        if (holder != null) {
            holder.closed(stream.number());
            changed(stream.proxy());
        }
    }

    @Override
    public synchronized void close() {
        journal.close();
    }

    private List<GateMember> listed() {
        var all = new ArrayList<GateMember>();
        holders.forEach((ref, holder) -> {
            GateRow row = rows.get(nameOf(ref));
            if (row != null) {
                all.add(new GateMember(row.name(), row.kind(), holder.connected(), row.acked(), row.leafEnds()));
            }
        });
        expected.forEach((kind, names) -> names.forEach(name -> {
            Optional<String> acked =
                    Optional.ofNullable(rows.get(rowOf(kind, name))).flatMap(GateRow::acked);
            boolean here = Optional.ofNullable(heard.get(rowOf(kind, name)))
                    .filter(at -> clock.instant().isBefore(at.plus(HEARD_MAX)))
                    .isPresent();
            all.add(new GateMember(name, kind, here, acked, Instant.MAX));
        }));
        all.sort(java.util.Comparator.comparing(GateMember::kind).thenComparing(GateMember::name));
        return List.copyOf(all);
    }

    /// Whoever is away and has no valid leaf can neither verify nor be verified in the mesh.
    private void forgetEnded() {
        Instant now = clock.instant();
        for (Map.Entry<DocumentRef, Holder> entry : List.copyOf(holders.entrySet())) {
            Holder holder = entry.getValue();
            if (!holder.connected() && !holder.leafEnds().isAfter(now)) {
                holders.remove(entry.getKey());
                changed(entry.getKey());
            }
        }
    }

    /// Brings the row of a proxy up to what its streams say. A journal that fails is tried again by [#members], which
    /// does not answer before it has succeeded.
    private void changed(DocumentRef ref) {
        Holder holder = holders.get(ref);
        String name = nameOf(ref);
        GateRow before = rows.get(name);
        GateRow now = holder != null && holder.isMember() ? row(ref, holder) : null;
        if (now == null ? before == null : now.equals(before)) {
            return;
        }
        if (now == null) {
            rows.remove(name);
        } else {
            rows.put(name, now);
        }
        tellOrRemember(name);
    }

    private void keep(DocumentRef ref, Holder holder) {
        GateRow row = row(ref, holder);
        journal.put(row);
        journal.sync();
        rows.put(row.name(), row);
    }

    private void tellOrRemember(String name) {
        try {
            tell(name);
        } catch (UncheckedIOException e) {
            LOG.error("a change of the gate is not on the disk yet: member={}", name, e);
            untold.add(name);
        }
    }

    private void tell(String name) {
        GateRow row = rows.get(name);
        if (row == null) {
            journal.gone(name);
        } else {
            journal.put(row);
        }
        if (journal.wantsRewriting(rows.size())) {
            journal.rewrite(rows.values());
        }
    }

    private GateRow row(DocumentRef ref, Holder holder) {
        String name = nameOf(ref);
        GateMember.Kind kind = kindOf(ref);
        GateRow before = rows.get(name);
        Optional<String> acked =
                kind == GateMember.Kind.EDGE ? Optional.ofNullable(before).flatMap(GateRow::acked) : holder.acked();
        return new GateRow(name, kind, acked, holder.leafEnds());
    }

    private GateMember.Kind kindOf(DocumentRef ref) {
        Proxy proxy = declared.get(ref);
        return proxy != null && proxy.role() == Proxy.Role.EDGE ? GateMember.Kind.EDGE : GateMember.Kind.PROXY;
    }

    /// An external verifier may be called as a peer is.
    private static String rowOf(GateMember.Kind kind, String name) {
        return kind + "/" + name;
    }

    private static String nameOf(DocumentRef proxy) {
        return proxy.kind() + "/" + proxy.qualifiedName();
    }

    private static Optional<DocumentRef> proxyOf(GateRow row) {
        String[] parts = row.name().split("/", -1);
        boolean streams = row.kind() == GateMember.Kind.PROXY || row.kind() == GateMember.Kind.EDGE;
        return streams && parts.length == 3
                ? Optional.of(new DocumentRef(parts[0], parts[1], parts[2]))
                : Optional.empty();
    }

    private static void requireWithoutStream(GateMember.Kind kind) {
        if (kind != GateMember.Kind.EXTERNAL && kind != GateMember.Kind.PEER) {
            throw new IllegalArgumentException("what a " + kind + " has is known from its streams");
        }
    }
}
