package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.admin.Actions;
import io.synapsemesh.controlplane.admin.RootItem;
import io.synapsemesh.controlplane.admin.RootOrder;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.v1alpha1.CaStore;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.KeyEncryption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running desk, with its own threads and the clock of this machine, moves between the embedded authority and files.
class IssuerMoveTest {
    private static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    private static final LeafName.Svid SIDECAR = new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/a/sa/b"));
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MEMBER = "MeshProxy/a/b";

    private final SecureRandom random = new SecureRandom();
    private final MemoryStore ca = new MemoryStore();
    private final MemoryStore svids = new MemoryStore();
    private final MemoryStore reports = new MemoryStore();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<LeafName, Leaf> pushed = new ConcurrentHashMap<>();
    private final List<TrustBundle> bundles = new CopyOnWriteArrayList<>();
    private final List<GateMember> members = new CopyOnWriteArrayList<>();
    private final Set<String> upToDate = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path directory;

    private LeafFolder files;
    private CertificateDesk desk;

    @BeforeEach
    void open() {
        files = LeafFolder.in(directory, DOMAIN, Set.of());
        files.give("/ns/a/sa/b", List.of());
        files.writeRoots();
        start(embedded());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aMeshMovesComesBackByOrderMovesAgainAndRetiresTheOldIssuer() {
        var old = root();
        declare(filesIssuer());
        await().atMost(SOON).until(() -> isUnder(files.authority().signer()));
        assertThat(bundles.getLast().anchors().certificates())
                .containsExactlyInAnyOrder(old, files.authority().signer());
        assertThat(desk.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(Code.SYN0806));

        assertThat(order(RootOrder.Verb.ROLLBACK)).isInstanceOf(Actions.Outcome.Done.class);
        await().atMost(SOON).until(() -> item().phase().equals("Stable"));
        assertThat(isUnder(old)).isTrue();
        assertThat(bundles.getLast().anchors().certificates()).containsExactly(old);
        var issuer = Objects.requireNonNull(item().issuer(), "of the mesh");
        assertThat(issuer.inForce()).isEqualTo("embedded");
        assertThat(issuer.note()).contains("files, which MeshTrust names, was rolled back");

        assertThat(order(RootOrder.Verb.START)).isInstanceOf(Actions.Outcome.Done.class);
        await().atMost(SOON).until(() -> isUnder(files.authority().signer()));
        await().atMost(SOON)
                .until(() -> Objects.requireNonNull(item().rotation()).reissuedAt() != null);
        assertThat(order(RootOrder.Verb.REVOKE)).isInstanceOf(Actions.Outcome.Done.class);
        await().atMost(SOON).until(() -> item().phase().equals("Stable"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(bundles.getLast().anchors().certificates())
                        .containsExactly(files.authority().signer()));
        assertThat(desk.findings()).isEmpty();
        assertThat(reports.names().stream().filter(name -> name.endsWith(".jws")))
                .hasSize(2);
        assertThat(item().rotatesAt()).as("whoever runs it replaces them").isNull();
        assertThat(order(RootOrder.Verb.START)).isInstanceOf(Actions.Outcome.Failed.class);

        declare(embedded());
        await().atMost(SOON)
                .until(() ->
                        !isUnder(files.authority().signer()) && item().phase().equals("Activated"));
        assertThat(root()).as("the root that was left does not come back").isNotEqualTo(old);
    }

    @Test
    void aMemberThatHasNotTheRootsOfBothHoldsTheMove() {
        var old = root();
        member("of the bundle before");
        declare(filesIssuer());
        await().atMost(SOON).until(() -> waiting().equals(List.of(MEMBER)));
        assertThat(bundles.getLast().anchors().certificates()).hasSize(2);
        assertThat(isUnder(old)).isTrue();

        member(item().bundle());
        await().atMost(SOON).until(() -> isUnder(files.authority().signer()));
        assertThat(order(RootOrder.Verb.REVOKE))
                .as("it may show its old leaf")
                .isInstanceOfSatisfying(
                        Actions.Outcome.Failed.class,
                        failed -> assertThat(failed.text()).contains(MEMBER));
        upToDate.add(MEMBER);
        assertThat(order(RootOrder.Verb.REVOKE)).isInstanceOf(Actions.Outcome.Done.class);
    }

    @Test
    void aMoveThatIsHeldGoesOnInTheNextProcess() {
        member("of the bundle before");
        declare(filesIssuer());
        await().atMost(SOON).until(() -> item().phase().equals("Prepared"));
        var id = Objects.requireNonNull(item().rotation()).id();
        desk.close();
        start(filesIssuer());
        assertThat(Objects.requireNonNull(item().rotation()).id()).isEqualTo(id);
        assertThat(desk.meshBundle().orElseThrow().anchors().certificates()).hasSize(2);
        member(item().bundle());
        await().atMost(SOON).until(() -> isUnder(files.authority().signer()));
    }

    @Test
    void aLeafSignedOnRequestKeepsTheIssuerThatSignedIt() {
        desk.issuerOnRequest(SIDECAR)
                .issue(
                        LeafRequest.of(SIDECAR, List.of(), Duration.ofHours(24)),
                        LeafKey.generate(random).csr());
        declare(filesIssuer());
        await().atMost(SOON).until(() -> isUnder(files.authority().signer()));
        assertThat(order(RootOrder.Verb.REVOKE))
                .isInstanceOfSatisfying(
                        Actions.Outcome.Failed.class,
                        failed -> assertThat(failed.text()).contains(RequestedLeaves.NAME));
    }

    private void start(Issuer issuer) {
        var seal = new Seal(KeyEncryptionKey.openOrCreate(ca, random), random);
        desk = new CertificateDesk(
                new CertificateDesk.Material(
                        ca,
                        svids,
                        LeafHistory.none(),
                        seal,
                        name -> Set.of(),
                        events::add,
                        Clock.systemUTC(),
                        random,
                        new RootGate(() -> List.copyOf(members), newest -> Set.copyOf(upToDate)),
                        new ReportFiles(reports, seal, random),
                        "synapsemesh"),
                new Pushed(),
                () -> {});
        declare(issuer);
    }

    private void declare(Issuer issuer) {
        var trust = new Trust(
                Origin.of(new DocumentRef("MeshTrust", "", "default"), 1),
                DOMAIN,
                issuer,
                new CaStore(new CaStore.Files(), null, null, null, null, null),
                new KeyEncryption(new KeyEncryption.DataDirectory(), null, null, null, null),
                Duration.ofDays(365),
                Duration.ofHours(24),
                Duration.ofMinutes(2),
                Duration.ofHours(72),
                List.of(),
                List.of(),
                false);
        desk.want(trust, new TreeSet<>(), List.of(LeafRequest.of(SIDECAR, List.of(), Duration.ofHours(24))));
    }

    private static Issuer embedded() {
        return new Issuer(new Issuer.Embedded("8760h", "EcdsaP256"), null, null, null, null, null, null, null, null);
    }

    private Issuer filesIssuer() {
        return new Issuer(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new Issuer.Files(files.svids().toString(), files.roots().toString()));
    }

    private void member(String acknowledged) {
        members.clear();
        members.add(new GateMember(
                MEMBER,
                GateMember.Kind.PROXY,
                true,
                Optional.of(acknowledged),
                Instant.now().plus(Duration.ofHours(20))));
    }

    private Actions.Outcome order(RootOrder.Verb verb) {
        return RootActions.order(desk.roots(), "alice", new RootOrder("mesh", verb, List.of(), ""));
    }

    private RootItem item() {
        return RootReadings.items(desk.roots(), desk.issuer(), _ -> Optional.empty()).stream()
                .filter(item -> item.authority().equals("mesh"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> waiting() {
        var rotation = item().rotation();
        return rotation == null ? List.of() : rotation.waiting();
    }

    /// The root of the embedded authority, as the newest leaf shows it.
    private X509Certificate root() {
        return desk.meshBundle().orElseThrow().anchors().certificates().stream()
                .filter(this::isUnder)
                .findFirst()
                .orElseThrow();
    }

    private boolean isUnder(X509Certificate root) {
        CertificateChain chain =
                Objects.requireNonNull(pushed.get(SIDECAR), "it was pushed").chain();
        return ChainLint.leadsTo(chain, root, Instant.now());
    }

    private final class Pushed implements CertificateListener {
        @Override
        public void leafChanged(Leaf leaf) {
            pushed.put(leaf.name(), leaf);
        }

        @Override
        public void leafForgotten(LeafName name) {
            pushed.remove(name);
        }

        @Override
        public void bundleChanged(TrustBundle bundle) {
            bundles.add(bundle);
        }
    }
}
