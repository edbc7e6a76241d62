package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.admin.Actions;
import io.synapsemesh.controlplane.admin.Json;
import io.synapsemesh.controlplane.admin.RootOrder;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.v1alpha1.CaStore;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.KeyEncryption;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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

/// The roots of a running desk, with its own threads and the clock of this machine.
class RootDeskTest {
    private static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    private static final LeafName.Svid SIDECAR = new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/a/sa/b"));
    private static final LeafName.Door DOOR = new LeafName.Door(SpiffeId.ofControlPlane(DOMAIN));
    private static final LeafName.DevServer DEV =
            new LeafName.DevServer(SIDECAR.identity(), "contoso.dev.azuresynapse.net");
    private static final String CLIENT = "client:dev.azuresynapse.net";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SecureRandom random = new SecureRandom();
    private final MemoryStore ca = new MemoryStore();
    private final MemoryStore svids = new MemoryStore();
    private final MemoryStore reports = new MemoryStore();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<LeafName, Leaf> pushed = new ConcurrentHashMap<>();
    private final List<TrustBundle> bundles = new CopyOnWriteArrayList<>();
    private final List<GateMember> members = new CopyOnWriteArrayList<>();
    private final Set<String> upToDate = ConcurrentHashMap.newKeySet();
    private volatile int anchorsWritten;
    private Set<LeafName> atOnce = Set.of();
    private CertificateDesk desk;

    @BeforeEach
    void open() {
        var seal = new Seal(KeyEncryptionKey.openOrCreate(ca, random), random);
        var material = new CertificateDesk.Material(
                ca,
                svids,
                LeafHistory.none(),
                seal,
                name -> name instanceof LeafName.Door
                        ? Set.of("localhost")
                        : name instanceof LeafName.DevServer server ? Set.of(server.host()) : Set.of(),
                events::add,
                Clock.systemUTC(),
                random,
                new RootGate(() -> List.copyOf(members), newest -> Set.copyOf(upToDate)),
                new ReportFiles(reports, seal, random),
                "synapsemesh");
        desk = new CertificateDesk(material, new Pushed(), () -> anchorsWritten++);
        var trust = new Trust(
                Origin.of(new DocumentRef("MeshTrust", "", "default"), 1),
                DOMAIN,
                new Issuer(new Issuer.Embedded("8760h", "EcdsaP256"), null, null, null, null, null, null, null, null),
                new CaStore(new CaStore.Files(), null, null, null, null, null),
                new KeyEncryption(new KeyEncryption.DataDirectory(), null, null, null, null),
                Duration.ofDays(365),
                Duration.ofHours(24),
                Duration.ofMinutes(2),
                Duration.ofHours(72),
                List.of(),
                List.of(),
                false);
        desk.want(
                trust,
                new TreeSet<>(Set.of("dev.azuresynapse.net")),
                List.of(
                        LeafRequest.of(SIDECAR, List.of(), Duration.ofHours(24)),
                        LeafRequest.of(DEV, List.of(DEV.host()), Duration.ofHours(24)),
                        LeafRequest.of(DOOR, List.of("localhost"), Duration.ofDays(7))));
        atOnce = Set.copyOf(pushed.keySet());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aStartedRotationEndsWithEveryLeafUnderTheNewRootAndASignedReport() throws Exception {
        var before = root(SIDECAR);
        order("mesh", RootOrder.Verb.START, "drill");
        await().atMost(SOON)
                .until(() -> phase("mesh").equals("Activated") && !root(SIDECAR).equals(before));
        assertThat(bundles.getLast().anchors().certificates())
                .as("both are handed out")
                .hasSize(2);
        assertThat(chainOf(SIDECAR).certificates())
                .as("with the cross-signed root")
                .hasSize(2);
        order("mesh", RootOrder.Verb.REVOKE, "");
        await().atMost(SOON).until(() -> phase("mesh").equals("Stable"));
        await().atMost(SOON)
                .until(() -> bundles.getLast().anchors().certificates().size() == 1);
        assertThat(verifiedReport().path("outcome").asText()).isEqualTo("Revoked");
        assertThat(verifiedReport().path("identitiesMoved").asInt()).isEqualTo(1);
        assertThat(verifiedReport().path("reason").asText()).isEqualTo("drill");
    }

    /// Sooner than the next look by the clock, which is 30 s away.
    @Test
    void aTaintedRootIsReplacedAtOnce() {
        var before = Map.of(SIDECAR, root(SIDECAR), DOOR, root(DOOR));
        order("mesh", RootOrder.Verb.TAINT, "the key was seen");
        order("door", RootOrder.Verb.TAINT, "the key was seen");
        await().atMost(SOON)
                .until(() -> !root(SIDECAR).equals(before.get(SIDECAR))
                        && !root(DOOR).equals(before.get(DOOR)));
        order("mesh", RootOrder.Verb.REVOKE, "");
        await().atMost(SOON).until(() -> phase("mesh").equals("Stable"));
        assertThat(events)
                .filteredOn(event -> event instanceof Event.RootRotated step
                        && step.authority().equals("mesh"))
                .extracting(event -> ((Event.RootRotated) event).step())
                .containsSubsequence("prepared", "tainted", "activated", "reissued", "revoked", "retired");
    }

    @Test
    void everyLeafThatIsSignedHereIsThereWhenWantReturns() {
        assertThat(atOnce).containsExactlyInAnyOrder(SIDECAR, DEV, DOOR);
    }

    @Test
    void leavesComeBackToTheOldRootAfterARollback() {
        var before = root(SIDECAR);
        order("mesh", RootOrder.Verb.START, "");
        await().atMost(SOON)
                .until(() -> phase("mesh").equals("Activated") && !root(SIDECAR).equals(before));
        order("mesh", RootOrder.Verb.ROLLBACK, "");
        await().atMost(SOON).until(() -> phase("mesh").equals("Stable"));
        assertThat(root(SIDECAR)).isEqualTo(before);
        assertThat(ChainLint.leadsToAnchor(
                        chainOf(SIDECAR), desk.meshBundle().orElseThrow().anchors(), Instant.now()))
                .isTrue();
        assertThat(desk.meshBundle().orElseThrow().anchors().certificates()).hasSize(1);
    }

    @Test
    void aHolderThatIsBehindKeepsTheOldRootTrusted() {
        var name = "MeshProxy/a/b";
        var before = root(SIDECAR);
        order("mesh", RootOrder.Verb.START, "");
        members.add(new GateMember(
                name,
                GateMember.Kind.PROXY,
                true,
                Optional.of(state("mesh").bundleHash()),
                Instant.now().plus(Duration.ofHours(20))));
        await().atMost(SOON)
                .until(() -> phase("mesh").equals("Activated") && !root(SIDECAR).equals(before));
        var refused = order("mesh", RootOrder.Verb.REVOKE, "");
        assertThat(refused).isInstanceOf(Actions.Outcome.Failed.class);
        assertThat(((Actions.Outcome.Failed) refused).text()).contains(name);
        upToDate.add(name);
        assertThat(order("mesh", RootOrder.Verb.REVOKE, "")).isInstanceOf(Actions.Outcome.Done.class);
    }

    @Test
    void aLeafSignedOnRequestKeepsTheOldRootTrustedAlsoAfterARestart() {
        var request = LeafRequest.of(SIDECAR, List.of(), Duration.ofHours(24));
        desk.issuerOnRequest(SIDECAR).issue(request, LeafKey.generate(random).csr());
        order("mesh", RootOrder.Verb.START, "");
        await().atMost(SOON).until(() -> phase("mesh").equals("Activated"));
        desk.close();
        open();
        var refused = order("mesh", RootOrder.Verb.REVOKE, "");
        assertThat(refused).isInstanceOf(Actions.Outcome.Failed.class);
        assertThat(((Actions.Outcome.Failed) refused).text()).contains(RequestedLeaves.NAME);
    }

    @Test
    void theFirstRotationOfTheDoorWaitsForNobodyAndTheSecondForTheBootstraps() {
        var before = root(DOOR);
        order("door", RootOrder.Verb.START, "");
        await().atMost(SOON)
                .until(() -> phase("door").equals("Activated") && !root(DOOR).equals(before));
        assertThat(anchorsWritten).isGreaterThan(1);
        order("door", RootOrder.Verb.REVOKE, "");
        await().atMost(SOON).until(() -> phase("door").equals("Stable"));
        order("door", RootOrder.Verb.START, "");
        assertThat(waiting("door")).containsExactly(RootDesk.BOOTSTRAPS);
        RootActions.acknowledge(desk.roots(), "bob", RootDesk.BOOTSTRAPS);
        await().atMost(SOON).until(() -> phase("door").equals("Activated"));
    }

    @Test
    void aClientFacingRootWaitsForItsApplications() {
        members.add(new GateMember(
                "MeshProxy/a/b",
                GateMember.Kind.PROXY,
                true,
                Optional.of("of the mesh"),
                Instant.now().plus(Duration.ofHours(20))));
        upToDate.add("MeshProxy/a/b");
        var before = root(DEV);
        order(CLIENT, RootOrder.Verb.START, "");
        assertThat(waiting(CLIENT)).containsExactly("applications/dev.azuresynapse.net");
        assertThat(RootActions.acknowledge(desk.roots(), "bob", "somebody"))
                .isInstanceOf(Actions.Outcome.Unknown.class);
        RootActions.acknowledge(desk.roots(), "bob", "applications/dev.azuresynapse.net");
        await().atMost(SOON)
                .until(() -> phase(CLIENT).equals("Activated") && !root(DEV).equals(before));
        assertThat(chainOf(DEV).certificates()).hasSize(3);
        assertThat(phase("mesh")).as("each rotates on its own").isEqualTo("Stable");
    }

    @Test
    void aRotationGoesOnAfterTheDeskIsOpenedAnew() {
        members.add(new GateMember("legacy-bus", GateMember.Kind.EXTERNAL, false, Optional.empty(), Instant.MAX));
        order("mesh", RootOrder.Verb.START, "");
        var id = state("mesh").rotation().orElseThrow().id();
        desk.close();
        open();
        assertThat(state("mesh").rotation().orElseThrow().id()).isEqualTo(id);
        RootActions.acknowledge(desk.roots(), "bob", "legacy-bus");
        await().atMost(SOON).until(() -> phase("mesh").equals("Activated"));
    }

    @Test
    void anOrderToAnAuthorityThatIsNotThereIsUnknown() {
        for (String name : List.of("client:elsewhere.example", "client:", "mesh2", "")) {
            assertThat(order(name, RootOrder.Verb.START, "")).as(name).isInstanceOf(Actions.Outcome.Unknown.class);
        }
    }

    private Actions.Outcome order(String authority, RootOrder.Verb verb, String reason) {
        return RootActions.order(desk.roots(), "alice", new RootOrder(authority, verb, List.of(), reason));
    }

    private RootState state(String authority) {
        return rotator(authority).state();
    }

    private RootRotator rotator(String authority) {
        return desk.roots().rotators().stream()
                .filter(r -> r.authority().text().equals(authority))
                .findFirst()
                .orElseThrow();
    }

    private String phase(String authority) {
        return RootReadings.item(rotator(authority).standing(), Optional.empty(), _ -> Optional.empty())
                .phase();
    }

    private List<String> waiting(String authority) {
        return rotator(authority).standing().facts().gate().orElseThrow().waitingNames();
    }

    private CertificateChain chainOf(LeafName name) {
        return Objects.requireNonNull(pushed.get(name), "it was pushed").chain();
    }

    /// Of the newest leaf that was pushed.
    private String root(LeafName name) {
        CertificateChain chain = chainOf(name);
        return chain.certificates().size() > 1 && name instanceof LeafName.DevServer
                ? chain.certificates().get(1).getIssuerX500Principal().getName()
                : chain.leaf().getIssuerX500Principal().getName();
    }

    private JsonNode verifiedReport() throws Exception {
        var file = reports.names().stream().filter(n -> n.endsWith(".jws")).toList();
        assertThat(file).hasSize(1);
        var jws = JWSObject.parse(new String(reports.read(file.getFirst()).orElseThrow(), StandardCharsets.US_ASCII));
        var key =
                ECKey.parse(new String(reports.read(ReportFiles.VERIFY_KEY).orElseThrow(), StandardCharsets.US_ASCII));
        assertThat(key.isPrivate()).isFalse();
        assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(jws.verify(new ECDSAVerifier(key))).isTrue();
        String[] parts = jws.serialize().split("\\.");
        var changed = JWSObject.parse(parts[0] + "." + com.nimbusds.jose.util.Base64URL.encode("{}") + "." + parts[2]);
        assertThat(changed.verify(new ECDSAVerifier(key))).isFalse();
        return Json.mapper().readTree(jws.getPayload().toString());
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
