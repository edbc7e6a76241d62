package io.synapsemesh.certs.issuer.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.root.LiveLeaf;
import io.synapsemesh.certs.root.LiveLeaves;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootPolicy;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.RotationReport;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.rotate.LeafRotator;
import io.synapsemesh.certs.rotate.RotationPolicy;
import io.synapsemesh.certs.rotate.SvidStore;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A mesh whose documents name an issuer, its rotator of leaves, its rotator of roots, and the proxies that verify one
/// another with what they were given. Everything but the folders and the proxies is lost with [#restart].
final class MovingMesh {
    static final IssuerForm EMBEDDED = IssuerForm.EMBEDDED;
    static final IssuerForm VAULT = new IssuerForm("vaultPki", "{\"vaultPki\":{\"address\":\"https://vault\"}}");
    static final IssuerForm FILES = new IssuerForm("files", "{\"files\":{\"directory\":\"/etc/svids\"}}");
    static final Duration LEAF = Duration.ofHours(24);

    final TestClock clock;
    final OtherAuthority vault;
    final OtherAuthority files;
    final TreeMap<String, Proxy> proxies = new TreeMap<>();
    final List<Event> events = new ArrayList<>();
    final List<RotationReport> reports = new ArrayList<>();
    IssuerForm documents = EMBEDDED;
    String cannotOpen = "";

    private ByteStore folder;
    private final MemoryStore svids = new MemoryStore();
    private Authorities embedded;
    private OverlappingIssuers issuers;
    private RootRotator roots;
    private LeafRotator leaves;
    private Optional<TrustBundle> offered = Optional.empty();

    /// @param elsewhere the folder of the authority behind [#VAULT]
    MovingMesh(ByteStore folder, ByteStore elsewhere, TestClock clock) {
        this(folder, elsewhere, clock, EMBEDDED);
    }

    MovingMesh(ByteStore folder, ByteStore elsewhere, TestClock clock, IssuerForm documents) {
        this.clock = clock;
        this.documents = documents;
        this.vault = new OtherAuthority(elsewhere, clock);
        this.files = new OtherAuthority(new MemoryStore(), clock);
        this.folder = folder;
        restart(folder);
    }

    /// Who verifies with what it was given, and shows what it was given.
    static final class Proxy {
        final String name;
        boolean connected = true;
        Optional<Anchors> trusted = Optional.empty();
        Optional<CertificateChain> shown = Optional.empty();

        Proxy(String name) {
            this.name = name;
        }

        LeafName.Svid identity() {
            return new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/mesh/sa/" + name));
        }
    }

    Proxy proxy(String name) {
        return Objects.requireNonNull(proxies.get(name), name);
    }

    OverlappingIssuers issuers() {
        return issuers;
    }

    RootRotator roots() {
        return roots;
    }

    io.synapsemesh.certs.authority.MeshAuthority authority() {
        return embedded.mesh();
    }

    RootState state() {
        return roots.state();
    }

    String phase() {
        return state().phase().map(Phase::text).orElse(Phase.STABLE);
    }

    String inForce() {
        return issuers.standing().inForce();
    }

    Optional<IssuerStanding.Note> note() {
        return issuers.standing().note();
    }

    List<String> steps() {
        return events.stream()
                .filter(Event.RootRotated.class::isInstance)
                .map(event -> ((Event.RootRotated) event).step())
                .toList();
    }

    void join(String... names) {
        for (String name : names) {
            proxies.put(name, new Proxy(name));
        }
        want();
        takeAll();
    }

    /// As after a crash: from the folders, whatever is in them now, and the documents as they are.
    void restart(ByteStore after) {
        folder = after;
        var seal = new Seal(KeyEncryptionKey.openOrCreate(folder, Fixture.RANDOM), Fixture.RANDOM);
        var config = new AuthorityConfig(Fixture.DOMAIN, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>());
        embedded = Authorities.open(folder, seal, config, name -> Set.of(), clock, Fixture.RANDOM);
        issuers = OverlappingIssuers.open(
                Fixture.DOMAIN,
                documents,
                new OverlappingIssuers.Ports(
                        folder,
                        seal,
                        () -> embedded.mesh(),
                        this::open,
                        this::requests,
                        events::add,
                        clock,
                        Fixture.RANDOM));
        roots = new RootRotator(
                issuers,
                new RootRotator.Ports(this::members, new Live(), reports::add),
                events::add,
                () -> RootPolicy.STANDARD,
                clock,
                () -> {});
        leaves = new LeafRotator(
                name -> issuers.source(),
                issuers::bundle,
                new SvidStore(
                        svids, new Seal(io.synapsemesh.core.secret.SecretBytes.copyOf(new byte[32]), Fixture.RANDOM)),
                event -> {},
                new Given(),
                clock,
                Fixture.RANDOM,
                RotationPolicy.STANDARD);
        want();
    }

    private LeafSource open(IssuerForm form) {
        if (form.kind().equals(cannotOpen)) {
            throw new IllegalArgumentException("written by another version");
        }
        return switch (form.kind()) {
            case "vaultPki" -> vault.signs("vaultPki");
            case "istioCa" -> vault.signs("istioCa");
            case "files" -> files.gives("files");
            default -> throw new IllegalArgumentException(form.kind());
        };
    }

    /// An edit of the MeshTrust.
    void write(IssuerForm form) {
        documents = form;
        issuers.follow(form);
    }

    /// One pass of the loop of roots.
    void look() {
        issuers.look().run();
        if (issuers.isTakenBack()) {
            roots.rollBack(OverlappingIssuers.DOCUMENTS);
        }
        if (issuers.isThere()) {
            roots.tick();
        }
        leaves.tick();
    }

    /// All that are connected take what they are sent, and both rotators do what is due.
    void settle() {
        look();
        takeAll();
    }

    /// Until the mesh rests at `kind`.
    void settleAt(String kind) {
        for (int looks = 0; !(phase().equals(Phase.STABLE) && inForce().equals(kind)); looks++) {
            if (looks > 80) {
                throw new AssertionError("not at " + kind + ": " + issuers.standing() + " "
                        + roots.standing().plan());
            }
            settle();
            settle(); // An answer of the other issuer is good for a minute.
            clock.advance(Duration.ofHours(1));
        }
        settle();
    }

    void settleIn(Phase phase) {
        for (int looks = 0; !phase().equals(phase.text()); looks++) {
            if (looks > 20) {
                throw new AssertionError("not " + phase + ": " + issuers.standing() + " "
                        + roots.standing().plan());
            }
            settle();
        }
        settle();
    }

    private void takeAll() {
        leaves.tick();
        for (Proxy proxy : proxies.values()) {
            if (proxy.connected) {
                proxy.trusted = offered.map(TrustBundle::anchors);
                proxy.shown = leaves.leaf(proxy.identity()).map(Leaf::chain);
            }
        }
        assertEverybodyVerifiesEverybody();
    }

    /// What the whole thing is for.
    void assertEverybodyVerifiesEverybody() {
        Instant now = clock.instant();
        for (Proxy shows : proxies.values()) {
            for (Proxy verifies : proxies.values()) {
                if (shows.shown.isPresent()
                        && verifies.trusted.isPresent()
                        && now.isBefore(shows.shown.get().notAfter())) {
                    assertThat(ChainLint.leadsToAnchor(shows.shown.get(), verifies.trusted.get(), now))
                            .as("%s verifies %s", verifies.name, shows.name)
                            .isTrue();
                }
            }
        }
    }

    Anchors bundle() {
        return issuers.bundle().anchors();
    }

    /// Whether the newest leaf of everybody is under this root.
    boolean isEverybodyUnder(java.security.cert.X509Certificate root) {
        return proxies.values().stream()
                .allMatch(proxy -> leaves.leaf(proxy.identity())
                        .filter(leaf -> ChainLint.leadsTo(leaf.chain(), root, clock.instant()))
                        .isPresent());
    }

    private void want() {
        leaves.want(requests());
    }

    private List<LeafRequest> requests() {
        return proxies.values().stream()
                .map(proxy -> LeafRequest.of(proxy.identity(), List.of(), LEAF))
                .toList();
    }

    private List<GateMember> members() {
        return proxies.values().stream()
                .map(proxy -> new GateMember(
                        proxy.name,
                        GateMember.Kind.PROXY,
                        proxy.connected,
                        proxy.trusted.map(Anchors::contentHash),
                        proxy.shown.map(CertificateChain::notAfter).orElse(Instant.MIN)))
                .toList();
    }

    private final class Live implements LiveLeaves {
        @Override
        public List<LiveLeaf> inForce() {
            var counted = issuers.counted();
            var anchors = bundle();
            return proxies.values().stream()
                    .flatMap(proxy -> leaves.leaf(proxy.identity()).stream())
                    .map(leaf -> new LiveLeaf(
                            leaf.name().text(),
                            ChainLint.rootOf(leaf.chain(), anchors, clock.instant())
                                    .map(RootState::fingerprint)
                                    .map(root -> counted.getOrDefault(root, root))
                                    .orElse("none"),
                            leaf.chain().notAfter()))
                    .toList();
        }

        @Override
        public Set<String> upToDate() {
            return proxies.values().stream()
                    .filter(proxy ->
                            proxy.shown.equals(leaves.leaf(proxy.identity()).map(Leaf::chain)))
                    .map(proxy -> proxy.name)
                    .collect(Collectors.toSet());
        }
    }

    private final class Given implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {}

        @Override
        public void leafForgotten(LeafName name) {}

        @Override
        public void bundleChanged(TrustBundle bundle) {
            offered = Optional.of(bundle);
        }
    }
}
