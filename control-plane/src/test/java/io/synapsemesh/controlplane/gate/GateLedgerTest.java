package io.synapsemesh.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataFolder;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.serve.StreamId;
import io.synapsemesh.xds.snapshot.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// rules.md B, "The gate of a root rotation": who is a member, what counts as its ACK, and when it leaves.
final class GateLedgerTest {
    private static final DocumentRef SIDECAR = new DocumentRef("MeshProxy", "etl", "sidecar");
    private static final DocumentRef EDGE = new DocumentRef("MeshProxy", "edge", "nginx");
    private static final SpiffeId IDENTITY = SpiffeId.parse("spiffe://corp.example/ns/etl/sa/sidecar");
    private static final Duration LIFE = Duration.ofHours(24);
    private static final Map<DocumentRef, Proxy> DECLARED =
            Map.of(SIDECAR, proxy(SIDECAR, Proxy.Role.SIDECAR), EDGE, proxy(EDGE, Proxy.Role.EDGE));

    @TempDir
    Path temp;

    private final HandClock clock = new HandClock();
    private Bundles bundles;
    private DataFolder folder;
    private GateLedger ledger;
    private TrustBundle first;
    private TrustBundle both;

    @BeforeEach
    void open() {
        bundles = new Bundles(temp, clock);
        first = bundles.first();
        both = bundles.both();
        folder = DataDirectory.open(temp.resolve("data")).folder(DataDirectory.Part.GATE);
        ledger = opened();
    }

    @Test
    void saysNothingBeforeItKnowsWhoThereIs() {
        give(1, both);
        var early = GateLedger.open(folder, Bundles.OWN, clock);
        assertThatThrownBy(early::members).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWasNeverGivenABundleIsNoMember() {
        ledger.given(stream(1), List.of(bundles.leaf(IDENTITY, LIFE)));
        ledger.closed(stream(1));
        assertThat(ledger.members()).isEmpty();
    }

    @Test
    void isAMemberFromTheMomentItIsGivenTheBundleAndHasNotAckedIt() {
        give(1, first);
        assertThat(only().name()).isEqualTo("MeshProxy/etl/sidecar");
        assertThat(only().kind()).isEqualTo(GateMember.Kind.PROXY);
        assertThat(only().connected()).isTrue();
        assertThat(only().acked()).isEmpty();
    }

    @Test
    void theAckOfTheSecretIsTheAckOfTheBundlesContent() {
        give(1, first);
        take(1, first);
        assertThat(acked()).contains(first.contentHash());
        give(1, both);
        assertThat(acked()).contains(first.contentHash());
        take(1, both);
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void rootsOfAnotherDomainInTheSameSecretDoNotCount() {
        ledger.given(stream(1), List.of(bundles.downstream(both)));
        ledger.taken(stream(1), List.of(bundles.downstream(both)));
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void whoHoldsTwoSecretsOfTheBundleMustHaveAckedBoth() {
        ledger.given(stream(1), List.of(bundles.downstream(both), bundles.upstream(both)));
        ledger.taken(stream(1), List.of(bundles.downstream(both)));
        assertThat(acked()).isEmpty();
        ledger.taken(stream(1), List.of(bundles.upstream(both)));
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void aNewStreamThatHasAckedNothingIsNotAckedWhateverAnOlderOneSaid() {
        give(1, both);
        take(1, both);
        ledger.closed(stream(1));
        assertThat(acked()).contains(both.contentHash());
        give(2, both);
        assertThat(acked()).isEmpty();
        assertThat(only().connected()).isTrue();
    }

    @Test
    void aNewStreamThatCameBackWithTheVersionHasIt() {
        give(1, first);
        take(1, first);
        ledger.closed(stream(1));
        take(2, both);
        give(2, both);
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void everyReplicaMustHaveAcked() {
        give(1, both);
        give(2, both);
        take(2, both);
        assertThat(acked()).isEmpty();
        take(1, both);
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void replicasWithDifferentBundlesHaveNone() {
        give(1, first);
        take(1, first);
        give(2, both);
        take(2, both);
        assertThat(acked()).isEmpty();
    }

    @Test
    void theWordOfTheLatestStreamStandsWhenItIsGone() {
        give(1, both);
        take(1, both);
        give(2, first);
        take(2, first);
        ledger.closed(stream(2));
        assertThat(only().connected()).isTrue();
        assertThat(acked()).isEmpty();
        give(3, both);
        take(3, both);
        assertThat(acked()).contains(both.contentHash());
    }

    @Test
    void aStreamThatClosesAfterALaterOneOpenedSaysNothingAnyMore() {
        give(1, first);
        take(1, first);
        give(2, both);
        take(2, both);
        ledger.closed(stream(1));
        assertThat(acked()).contains(both.contentHash());
        ledger.closed(stream(2));
        assertThat(acked()).contains(both.contentHash());
        assertThat(only().connected()).isFalse();
    }

    @Test
    void staysAMemberWithoutAConnectionUntilItsLastLeafEnds() {
        ledger.given(stream(1), List.of(bundles.leaf(IDENTITY, LIFE), bundles.upstream(first)));
        Instant end = clock.instant().plus(LIFE);
        assertThat(only().leavesAt()).isEqualTo(end);
        ledger.closed(stream(1));
        clock.move(LIFE.minusSeconds(1));
        assertThat(only().connected()).isFalse();
        clock.move(Duration.ofSeconds(1));
        assertThat(ledger.members()).isEmpty();
        assertThat(reopened().members()).isEmpty();
    }

    @Test
    void aRenewedLeafKeepsItLonger() {
        ledger.given(stream(1), List.of(bundles.leaf(IDENTITY, LIFE), bundles.upstream(first)));
        clock.move(Duration.ofHours(16));
        ledger.given(stream(1), List.of(bundles.leaf(IDENTITY, LIFE)));
        assertThat(only().leavesAt()).isEqualTo(clock.instant().plus(LIFE));
        assertThat(reopened().members())
                .singleElement()
                .satisfies(member ->
                        assertThat(member.leavesAt()).isEqualTo(clock.instant().plus(LIFE)));
    }

    @Test
    void holdsTheNewestLeafOnlyWhenItHasAckedIt() {
        Resource old = bundles.leaf(IDENTITY, LIFE);
        Resource renewed = bundles.leaf(IDENTITY, LIFE);
        var newest = Map.of(IDENTITY.uri(), serial(renewed));
        ledger.given(stream(1), List.of(old, bundles.upstream(first)));
        ledger.taken(stream(1), List.of(old, bundles.upstream(first)));
        assertThat(ledger.upToDate(Map.of(IDENTITY.uri(), serial(old)))).containsExactly("MeshProxy/etl/sidecar");
        assertThat(ledger.upToDate(newest)).isEmpty();
        ledger.given(stream(1), List.of(renewed));
        assertThat(ledger.upToDate(newest)).isEmpty();
        ledger.taken(stream(1), List.of(renewed));
        assertThat(ledger.upToDate(newest)).containsExactly("MeshProxy/etl/sidecar");
        ledger.given(stream(2), List.of(renewed, bundles.upstream(first)));
        assertThat(ledger.upToDate(newest)).isEmpty();
        ledger.closed(stream(1));
        ledger.taken(stream(2), List.of(renewed));
        ledger.closed(stream(2));
        assertThat(ledger.upToDate(newest)).containsExactly("MeshProxy/etl/sidecar");
        assertThat(reopened().upToDate(newest)).isEmpty();
    }

    @Test
    void whoGivesItsBundleBackLeaves() {
        give(1, first);
        ledger.released(stream(1), List.of(bundles.upstream(first).name()));
        assertThat(ledger.members()).isEmpty();
    }

    @Test
    void aDeletedDocumentLeavesAndItsLastStreamDoesNotBringItBack() {
        give(1, first);
        ledger.declared(Map.of());
        give(1, both);
        ledger.closed(stream(1));
        assertThat(ledger.members()).isEmpty();
        assertThat(reopened().members()).isEmpty();
    }

    @Test
    void anEdgeHasWhatItsNginxServesNotWhatItsStreamTook() {
        var agent = new EdgeStub(EDGE);
        agent.takesOverAds(bundles.upstream(both));
        assertThat(only().kind()).isEqualTo(GateMember.Kind.EDGE);
        assertThat(acked()).isEmpty();
        agent.reloadsNginx(both);
        assertThat(acked()).contains(both.contentHash());
        assertThat(reopened().members())
                .singleElement()
                .satisfies(member -> assertThat(member.acked()).contains(both.contentHash()));
        assertThat(ledger.served(SIDECAR, both.contentHash())).isFalse();
    }

    @Test
    void externalVerifiersAndPeersAreMembersUntilTheyAreAcknowledged() {
        ledger.expect(GateMember.Kind.EXTERNAL, List.of("legacy-f5", "partner.example"));
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        assertThat(ledger.members()).hasSize(3).allSatisfy(member -> {
            assertThat(member.acked()).isEmpty();
            assertThat(member.leavesAt()).isEqualTo(Instant.MAX);
        });
        assertThat(ledger.acknowledged(GateMember.Kind.EXTERNAL, "unknown", both.contentHash()))
                .isFalse();
        assertThat(ledger.acknowledged(GateMember.Kind.PEER, "partner.example", both.contentHash()))
                .isTrue();
        ledger = reopened();
        ledger.expect(GateMember.Kind.EXTERNAL, List.of("legacy-f5", "partner.example"));
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        assertThat(ledger.members())
                .filteredOn(member -> member.acked().isPresent())
                .extracting(GateMember::kind)
                .containsExactly(GateMember.Kind.PEER);
        ledger.expect(GateMember.Kind.PEER, List.of());
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        assertThat(ledger.members())
                .allSatisfy(member -> assertThat(member.acked()).isEmpty());
    }

    @Test
    void aPeerIsHereWhileItPollsAndItsLastWordIsKept() {
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        assertThat(only().connected()).isFalse();
        ledger.heard(GateMember.Kind.PEER, "partner.example");
        ledger.heard(GateMember.Kind.PEER, "nobody.example");
        assertThat(only().connected()).isTrue();
        clock.move(GateLedger.HEARD_MAX);
        assertThat(only().connected())
                .as("that it was here says nothing about now")
                .isFalse();
        ledger.acknowledged(GateMember.Kind.PEER, "partner.example", both.contentHash());
        assertThat(ledger.said(GateMember.Kind.PEER, "partner.example")).contains(both.contentHash());
        ledger.takenBack(GateMember.Kind.PEER, "partner.example");
        assertThat(ledger.said(GateMember.Kind.PEER, "partner.example")).isEmpty();
        ledger = reopened();
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        assertThat(acked()).isEmpty();
    }

    /// Not by the end of anything that it showed us: who verifies with our roots there, and until when, is not ours to
    /// know.
    @Test
    void noClockTakesAPeerOutOfTheGate() {
        ledger.expect(GateMember.Kind.PEER, List.of("partner.example"));
        clock.move(Duration.ofDays(3650));
        assertThat(only().leavesAt()).isEqualTo(Instant.MAX);
        ledger.expect(GateMember.Kind.PEER, List.of());
        assertThat(ledger.members()).isEmpty();
    }

    @Test
    void whatItSaidSurvivesAProcessThatIsKilled() {
        give(1, both);
        take(1, both);
        var after = reopened();
        assertThat(after.members()).singleElement().satisfies(member -> {
            assertThat(member.connected()).isFalse();
            assertThat(member.acked()).contains(both.contentHash());
        });
        after.given(stream(1), List.of(bundles.upstream(both)));
        assertThat(after.members())
                .singleElement()
                .satisfies(member -> assertThat(member.acked()).isEmpty());
    }

    @Test
    void aLineThatWasCutShortIsAsIfItWasNeverWritten() throws IOException {
        give(1, first);
        take(1, first);
        var file = folder.path().resolve(GateJournal.FILE);
        String text = Files.readString(file);
        Files.writeString(file, text + "0badc0de\tMeshProxy/etl/si");
        assertThat(reopened().members())
                .singleElement()
                .satisfies(member -> assertThat(member.acked()).contains(first.contentHash()));
    }

    @Test
    void afterDamageEverybodyDeclaredCountsAndNobodyHasAcked() throws IOException {
        give(1, both);
        take(1, both);
        var file = folder.path().resolve(GateJournal.FILE);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(reopened().members())
                .extracting(GateMember::name)
                .containsExactlyInAnyOrder("MeshProxy/etl/sidecar", "MeshProxy/edge/nginx");
        assertThat(reopened().members())
                .as("and it stays so after another start")
                .hasSize(2)
                .allSatisfy(member -> assertThat(member.acked()).isEmpty());
    }

    @Test
    void whatCannotBeKeptIsNeitherGivenNorAnswered() {
        give(1, both);
        ledger.close();
        assertThatThrownBy(() -> ledger.given(new StreamId(EDGE, 2), List.of(bundles.upstream(both))))
                .isInstanceOf(UncheckedIOException.class);
        take(1, both);
        assertThatThrownBy(ledger::members).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theJournalDoesNotGrowWithTheChanges() throws IOException {
        for (int i = 1; i <= 3_000; i++) {
            give(i, both);
            take(i, both);
            ledger.closed(stream(i));
        }
        assertThat(Files.readString(folder.path().resolve(GateJournal.FILE), StandardCharsets.UTF_8)
                        .lines())
                .hasSizeLessThan(1_100);
        assertThat(reopened().members())
                .singleElement()
                .satisfies(member -> assertThat(member.acked()).contains(both.contentHash()));
    }

    @Test
    void aThousandReplicasCostAsMuchAsAThousandProxies() {
        for (int i = 1; i <= 1_000; i++) {
            give(i, both);
        }
        for (int i = 1; i < 1_000; i++) {
            take(i, both);
        }
        assertThat(acked()).isEmpty();
        take(1_000, both);
        assertThat(acked()).contains(both.contentHash());
    }

    private void give(long number, TrustBundle bundle) {
        ledger.given(stream(number), List.of(bundles.upstream(bundle)));
    }

    private void take(long number, TrustBundle bundle) {
        ledger.taken(stream(number), List.of(bundles.upstream(bundle)));
    }

    private GateMember only() {
        List<GateMember> members = ledger.members();
        assertThat(members).hasSize(1);
        return members.getFirst();
    }

    private Optional<String> acked() {
        return only().acked();
    }

    private GateLedger opened() {
        var opened = GateLedger.open(folder, Bundles.OWN, clock);
        opened.declared(DECLARED);
        return opened;
    }

    /// As after a kill: the one before is not closed.
    private GateLedger reopened() {
        return opened();
    }

    private static String serial(Resource leaf) {
        return ((SecretMeaning.Meaning.Svid) new SecretMeaning(Bundles.OWN).of(leaf)).serial();
    }

    private static StreamId stream(long number) {
        return new StreamId(SIDECAR, number);
    }

    private static Proxy proxy(DocumentRef ref, Proxy.Role role) {
        return new Proxy(
                Origin.of(ref, 1),
                role,
                SpiffeId.ofServiceAccount(Bundles.OWN, ref.namespace(), ref.name()),
                List.of(),
                new Proxy.Listen("127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    /// Stands in for the edge agent, which does not exist yet: what it hears over ADS, and the digest it will report.
    private final class EdgeStub {
        private final DocumentRef edge;

        EdgeStub(DocumentRef edge) {
            this.edge = edge;
        }

        void takesOverAds(Resource bundle) {
            ledger.given(new StreamId(edge, 1), List.of(bundle));
            ledger.taken(new StreamId(edge, 1), List.of(bundle));
        }

        void reloadsNginx(TrustBundle bundle) {
            assertThat(ledger.served(edge, bundle.contentHash())).isTrue();
        }
    }
}
