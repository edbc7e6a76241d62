package io.synapsemesh.certs.root;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.authority.MeshAuthority;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A mesh root over a folder, those who verify with it, and what they show one another. Everything but the folder and
/// the members is lost with [#restart].
final class RotatingMesh {
    static final Duration LEAF = Duration.ofHours(24);

    final TestClock clock;
    final TreeMap<String, Verifier> verifiers = new TreeMap<>();
    final List<Event.RootRotated> events = new ArrayList<>();
    final List<RotationReport> reports = new ArrayList<>();
    RootPolicy policy = RootPolicy.STANDARD;
    boolean membersKnown = true;
    final java.security.cert.X509Certificate firstRoot;

    private ByteStore folder;
    private Authorities authorities;
    private RootRotator rotator;

    RotatingMesh(ByteStore folder, TestClock clock) {
        this.folder = folder;
        this.clock = clock;
        this.authorities = open();
        this.rotator = rotator(authorities);
        this.firstRoot = authorities.mesh().signer();
    }

    /// Somebody who verifies, and, unless it is external, has an identity and shows a leaf.
    static final class Verifier {
        final String name;
        final GateMember.Kind kind;
        boolean connected = true;
        Optional<Anchors> trusted = Optional.empty();
        Optional<CertificateChain> inForce = Optional.empty();
        Optional<CertificateChain> shown = Optional.empty();

        Verifier(String name, GateMember.Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        LeafName.Svid identity() {
            return new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/mesh/sa/" + name));
        }

        Instant leavesAt() {
            return kind == GateMember.Kind.EXTERNAL
                    ? Instant.MAX
                    : shown.map(CertificateChain::notAfter).orElse(Instant.MIN);
        }
    }

    RootRotator rotator() {
        return rotator;
    }

    MeshAuthority authority() {
        return authorities.mesh();
    }

    RootState state() {
        return authority().roots().state();
    }

    String phase() {
        return state().phase().map(Phase::text).orElse(Phase.STABLE);
    }

    List<String> steps() {
        return events.stream().map(Event.RootRotated::step).toList();
    }

    /// As after a crash: from the folder, whatever is in it now.
    void restart(ByteStore after) {
        folder = after;
        authorities = open();
        rotator = rotator(authorities);
    }

    /// Is given the bundle and a leaf, and takes both.
    Verifier join(String name) {
        var joined = new Verifier(name, GateMember.Kind.PROXY);
        verifiers.put(name, joined);
        serve(joined);
        return joined;
    }

    Verifier joinExternal(String name) {
        var joined = new Verifier(name, GateMember.Kind.EXTERNAL);
        joined.connected = false;
        joined.trusted = Optional.of(authority().anchors());
        verifiers.put(name, joined);
        return joined;
    }

    /// What a connected proxy is sent: the bundle and its newest leaf.
    void serve(Verifier verifier) {
        takeBundle(verifier);
        renew(verifier);
        verifier.shown = verifier.inForce;
    }

    /// A newer leaf, but no newer bundle: a laggard.
    void renewInPlace(Verifier verifier) {
        renew(verifier);
        verifier.shown = verifier.inForce;
    }

    void takeBundle(Verifier verifier) {
        verifier.trusted = Optional.of(authority().anchors());
    }

    /// As the rotator of leaves does: only if there is none, it is about to end, or it is under another root.
    void renew(Verifier verifier) {
        Instant now = clock.instant();
        boolean good = verifier.inForce
                .filter(chain -> now.plus(LEAF.dividedBy(2)).isBefore(chain.notAfter()))
                .flatMap(chain -> ChainLint.rootOf(chain, authority().anchors(), now))
                .filter(authority().signer()::equals)
                .isPresent();
        if (!good) {
            verifier.inForce = Optional.of(authority()
                    .issue(
                            LeafRequest.of(verifier.identity(), List.of(), LEAF),
                            LeafKey.generate(Fixture.RANDOM).csr()));
        }
    }

    /// All are there, take what they are sent, and the rotation does what is due.
    void settle() {
        for (Verifier verifier : verifiers.values()) {
            if (verifier.kind == GateMember.Kind.EXTERNAL) {
                takeBundle(verifier);
                rotator.acknowledge("bob", verifier.name);
            } else {
                verifier.connected = true;
                serve(verifier);
            }
        }
        if (clock.instant().plus(Duration.ofHours(1)).isBefore(rotator.tick())) {
            throw new IllegalStateException("a look is never further away");
        }
    }

    /// Until no rotation is under way, however it stands now.
    ///
    /// @return looks it took
    int finish() {
        int looks = 0;
        while (state().rotation().isPresent()) {
            if (looks++ > 60) {
                throw new AssertionError(
                        "the rotation does not end: " + rotator.standing().plan());
            }
            settle();
            clock.advance(Duration.ofHours(1));
        }
        return looks;
    }

    List<GateMember> members() {
        if (!membersKnown) {
            throw new IllegalStateException("the gate is not wired");
        }
        return verifiers.values().stream()
                .map(v -> new GateMember(
                        v.name,
                        v.kind,
                        v.connected,
                        v.kind == GateMember.Kind.EXTERNAL ? Optional.empty() : v.trusted.map(Anchors::contentHash),
                        v.leavesAt()))
                .toList();
    }

    private RootRotator rotator(Authorities opened) {
        var leaves = new LiveLeaves() {
            @Override
            public List<LiveLeaf> inForce() {
                return RotatingMesh.this.inForce();
            }

            @Override
            public Set<String> upToDate() {
                return verifiers.values().stream()
                        .filter(v -> v.shown.equals(v.inForce))
                        .map(v -> v.name)
                        .collect(Collectors.toCollection(HashSet::new));
            }
        };
        return new RootRotator(
                opened.mesh().roots(),
                new RootRotator.Ports(this::members, leaves, reports::add),
                event -> events.add((Event.RootRotated) event),
                () -> policy,
                clock,
                () -> {});
    }

    private List<LiveLeaf> inForce() {
        var anchors = authority().anchors();
        return verifiers.values().stream()
                .flatMap(v -> v.inForce.stream()
                        .filter(chain -> clock.instant().isBefore(chain.notAfter()))
                        .map(chain -> new LiveLeaf(
                                v.identity().text(),
                                ChainLint.rootOf(chain, anchors, clock.instant())
                                        .map(RootState::fingerprint)
                                        .orElse("none"),
                                chain.notAfter())))
                .toList();
    }

    private Authorities open() {
        var seal = new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM);
        var config = new AuthorityConfig(Fixture.DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>());
        return Authorities.open(folder, seal, config, name -> Set.of(), clock, Fixture.RANDOM);
    }
}
