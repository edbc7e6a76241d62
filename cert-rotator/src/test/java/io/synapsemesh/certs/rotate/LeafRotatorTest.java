package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeafRotatorTest {
    private final Fixture fixture = new Fixture();
    private final FakeIssuer issuer = new FakeIssuer(fixture.authorities().mesh());
    private final List<Event> events = new ArrayList<>();
    private final List<Leaf> shown = new ArrayList<>();
    private final List<LeafName> forgotten = new ArrayList<>();
    private final List<TrustBundle> bundles = new ArrayList<>();
    private final List<LeafName> standings = new ArrayList<>();
    private boolean sinkIsAway;
    private LeafRotator rotator = start();

    private LeafRotator start() {
        var listener = new CertificateListener() {
            @Override
            public void leafChanged(Leaf leaf) {
                shown.add(leaf);
            }

            @Override
            public void leafForgotten(LeafName name) {
                forgotten.add(name);
            }

            @Override
            public void bundleChanged(TrustBundle bundle) {
                bundles.add(bundle);
            }

            @Override
            public void standingChanged(LeafName name) {
                standings.add(name);
            }
        };
        return new LeafRotator(
                name -> issuer,
                () -> new TrustBundle(Fixture.DOMAIN, issuer.anchors()),
                new SvidStore(fixture.svids, fixture.seal()),
                this::take,
                listener,
                fixture.clock,
                Fixture.RANDOM,
                RotationPolicy.STANDARD);
    }

    private void take(Event event) {
        if (sinkIsAway) {
            throw new UncheckedIOException(new IOException("the audit disk is full"));
        }
        events.add(event);
    }

    private void restart() {
        shown.clear();
        rotator = start();
    }

    private Leaf leaf() {
        return rotator.leaf(Fixture.WORKSPACE).orElseThrow();
    }

    private CertificateStatus row() {
        return rotator.certificates().getFirst();
    }

    /// Moves the clock to where the rotator asked to be woken, again and again.
    private void live(Duration span) {
        Instant end = fixture.clock.instant().plus(span);
        Instant next = rotator.tick();
        while (next.isBefore(end)) {
            fixture.clock.set(
                    next.isAfter(fixture.clock.instant())
                            ? next
                            : fixture.clock.instant().plusMillis(1));
            next = rotator.tick();
        }
        fixture.clock.set(end);
        rotator.tick();
    }

    @Test
    void issuesWhatIsWantedAndSaysSo() {
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        assertThat(shown).extracting(leaf -> leaf.name()).containsExactly(Fixture.SIDECAR, Fixture.WORKSPACE);
        assertThat(bundles).hasSize(1);
        assertThat(rotator.certificates())
                .extracting(CertificateStatus::state)
                .containsOnly(CertificateStatus.State.FRESH);
        assertThat(row().outageBudgetSeconds()).isBetween(86_390L, 86_400L);
        assertThat(ChainLint.isPair(leaf().privateKey(), leaf().chain().leaf())).isTrue();
    }

    @Test
    void theEventIsAcknowledgedBeforeTheLeafIsHandedOut() {
        sinkIsAway = true;
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(shown).isEmpty();
        assertThat(rotator.leaf(Fixture.WORKSPACE)).isEmpty();
        assertThat(fixture.svids.names()).isEmpty();
        sinkIsAway = false;
        live(Duration.ofSeconds(2));
        assertThat(shown).hasSize(1);
        assertThat(events.getLast()).isInstanceOfSatisfying(Event.Issued.class, issued -> {
            assertThat(issued.granted()).isTrue();
            assertThat(issued.serial()).contains(leaf().chain().serial());
            assertThat(issued.certificateSha256()).contains(leaf().chain().fingerprint());
        });
    }

    @Test
    void renewsWithANewKeyBetweenFiftyAndEightyPercentOfTheLife() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        live(Duration.ofHours(12).minusSeconds(1));
        assertThat(leaf()).isEqualTo(first);
        live(Duration.ofHours(8));
        var second = leaf();
        assertThat(second.chain().serial()).isNotEqualTo(first.chain().serial());
        assertThat(second.chain().leaf().getPublicKey())
                .isNotEqualTo(first.chain().leaf().getPublicKey());
        assertThat(second.privateKey()).isNotEqualTo(first.privateKey());
        assertThat(events)
                .filteredOn(event -> event instanceof Event.Rotated)
                .singleElement()
                .satisfies(event -> {
                    var rotated = (Event.Rotated) event;
                    assertThat(rotated.previousSerial()).isEqualTo(first.chain().serial());
                    assertThat(rotated.serial()).isEqualTo(second.chain().serial());
                });
    }

    @Test
    void aWeekHasNoMomentWithoutAValidLeafAndNoKeyTwice() {
        rotator.want(List.of(LeafRequest.of(Fixture.SIDECAR, List.of(), Duration.ofHours(2))));
        Instant end = fixture.clock.instant().plus(Duration.ofDays(7));
        while (fixture.clock.instant().isBefore(end)) {
            var leaf = rotator.leaf(Fixture.SIDECAR);
            assertThat(leaf).isPresent();
            assertThat(Duration.between(
                            fixture.clock.instant(), leaf.get().chain().notAfter()))
                    .isGreaterThan(Duration.ofMinutes(23));
            fixture.clock.set(rotator.tick());
        }
        var keys = new HashSet<>(
                shown.stream().map(leaf -> leaf.chain().leaf().getPublicKey()).toList());
        assertThat(keys).hasSameSizeAs(shown).hasSizeGreaterThan(100);
    }

    @Test
    void keepsTheOldLeafWhileTheIssuerIsAwayAndShowsTheBudget() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        issuer.away = Optional.of("connection refused");
        live(Duration.ofHours(22));
        assertThat(leaf()).isEqualTo(first);
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(row().lastError()).contains("connection refused");
        assertThat(row().outageBudgetSeconds()).isEqualTo(Duration.ofHours(2).toSeconds() - 1);
        assertThat(shown).hasSize(1);
        assertThat(events)
                .filteredOn(event -> event instanceof Event.Issued issued && !issued.granted())
                .hasSize(1);
        issuer.away = Optional.empty();
        live(Duration.ofSeconds(60));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
        assertThat(row().lastError()).isEmpty();
        assertThat(leaf()).isNotEqualTo(first);
    }

    @Test
    void anExpiredLeafIsNotShownAndRecoversByItself() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        issuer.away = Optional.of("gone");
        fixture.clock.advance(Duration.ofHours(25));
        rotator.tick();
        assertThat(rotator.leaf(Fixture.WORKSPACE)).isEmpty();
        assertThat(row().state()).isEqualTo(CertificateStatus.State.EXPIRED);
        assertThat(row().outageBudgetSeconds()).isZero();
        assertThat(forgotten).isEmpty();
        issuer.away = Optional.empty();
        live(Duration.ofSeconds(60));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
    }

    @Test
    void triesLessAndLessOftenButAtLeastEvery25Seconds() {
        issuer.away = Optional.of("429");
        rotator.want(List.of(Fixture.workspaceRequest()));
        live(Duration.ofHours(1));
        assertThat(issuer.calls).isBetween(144, 300);
    }

    @Test
    void neverTakesWhatALyingIssuerGives() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        var stranger = new Fixture();
        var theirs = stranger.authorities().mesh();
        var key = LeafKey.generate(Fixture.RANDOM);
        var lies = List.<java.util.function.UnaryOperator<CertificateChain>>of(
                chain -> first.chain(),
                chain -> theirs.issue(Fixture.workspaceRequest(), key.csr()),
                chain -> issuer.real.issue(Fixture.workspaceRequest(), key.csr()),
                chain -> issuer.real.issue(Fixture.sidecarRequest(), key.csr()),
                chain -> new CertificateChain(List.of(issuer.signer())),
                chain -> {
                    throw new IllegalStateException("an adapter broke");
                });
        for (var lie : lies) {
            issuer.lie = lie;
            assertThat(rotator.rotateNow(Fixture.WORKSPACE)).isInstanceOf(RotationOutcome.Kept.class);
            assertThat(leaf()).isEqualTo(first);
        }
        assertThat(shown).hasSize(1);
    }

    @Test
    void aFullDiskKeepsTheOldLeaf() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        fixture.svids.failAfterWrites(0);
        assertThat(rotator.rotateNow(Fixture.WORKSPACE)).isInstanceOf(RotationOutcome.Kept.class);
        assertThat(leaf()).isEqualTo(first);
        restart();
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(leaf().chain()).isEqualTo(first.chain());
    }

    @Test
    void rotatesAtOnceWhenAsked() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        var outcome = rotator.rotateNow(Fixture.WORKSPACE);
        assertThat(outcome)
                .isEqualTo(new RotationOutcome.Rotated(
                        Optional.of(first.chain().serial()), leaf().chain().serial()));
        assertThat(leaf().chain().serial()).isNotEqualTo(first.chain().serial());
        assertThat(rotator.rotateNow(Fixture.SIDECAR)).isInstanceOf(RotationOutcome.Kept.class);
    }

    @Test
    void aRotationSomebodyAskedForIsTriedUntilItIsDone() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        issuer.away = Optional.of("away");
        assertThat(rotator.rotateNow(Fixture.WORKSPACE)).isInstanceOf(RotationOutcome.Kept.class);
        live(Duration.ofMinutes(5));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FAILING);
        assertThat(leaf()).isEqualTo(first);
        issuer.away = Optional.empty();
        live(Duration.ofSeconds(60));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.FRESH);
        assertThat(leaf()).isNotEqualTo(first);
    }

    @Test
    void saysWhenTheStandingChangesAndNotOtherwise() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        standings.clear();
        live(Duration.ofHours(1));
        assertThat(standings).isEmpty();
        issuer.away = Optional.of("away");
        live(Duration.ofHours(20));
        assertThat(standings).as("due, failing, budget low").hasSizeBetween(2, 3);
        assertThat(row().budget()).isEqualTo(CertificateStatus.Budget.LOW);
        assertThat(OutageBudget.of(rotator.certificates())).hasValueSatisfying(budget -> {
            assertThat(budget.low()).isEqualTo(1);
            assertThat(budget.seconds()).isEqualTo(row().outageBudgetSeconds());
        });
        standings.clear();
        live(Duration.ofHours(5));
        assertThat(row().state()).isEqualTo(CertificateStatus.State.EXPIRED);
        issuer.away = Optional.empty();
        live(Duration.ofMinutes(1));
        assertThat(standings).as("ended, fresh").hasSize(2);
    }

    @Test
    void everyKindMayHaveAWindowOfItsOwn() {
        var early = new RotationPolicy(0.1, 0.2, Duration.ofSeconds(1), Duration.ofSeconds(60));
        var policies = new RotationPolicies(RotationPolicy.STANDARD, RotationPolicy.STANDARD, early);
        assertThat(policies.of(Fixture.DOOR)).isEqualTo(early);
        assertThat(policies.of(Fixture.WORKSPACE)).isEqualTo(RotationPolicy.STANDARD);
        assertThat(policies.of(Fixture.DEV)).isEqualTo(RotationPolicy.STANDARD);
    }

    @Test
    void leavesAndTheirRenewalPointsSurviveARestart() {
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        var first = leaf();
        var rows = rotator.certificates();
        int calls = issuer.calls;
        restart();
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        assertThat(issuer.calls).isEqualTo(calls);
        assertThat(leaf()).isEqualTo(first);
        assertThat(rotator.certificates()).isEqualTo(rows);
        assertThat(shown).hasSize(2);
    }

    @Test
    void aTamperedFileIsIssuedAnewAndNeverShown() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        fixture.svids.flipByte(fixture.svids.names().first(), 100);
        restart();
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(leaf().chain().serial()).isNotEqualTo(first.chain().serial());
        assertThat(shown).hasSize(1);
    }

    @Test
    void oneIdentitysFileInThePlaceOfAnothersIsNotBelieved() {
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        var stolen = fixture.svids.read(SvidStore.fileOf(Fixture.WORKSPACE)).orElseThrow();
        fixture.svids.write(SvidStore.fileOf(Fixture.SIDECAR), stolen);
        var theirs = leaf().chain().leaf().getPublicKey();
        restart();
        rotator.want(List.of(Fixture.sidecarRequest()));
        assertThat(rotator.leaf(Fixture.SIDECAR).orElseThrow().chain().leaf().getPublicKey())
                .isNotEqualTo(theirs);
        assertThat(issuer.calls).isEqualTo(3);
    }

    @Test
    void aKeptLeafOfALostRootIsNotShown() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        issuer.real = new Fixture().authorities().mesh();
        issuer.away = Optional.of("not yet");
        restart();
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(shown).isEmpty();
        assertThat(rotator.leaf(Fixture.WORKSPACE)).isEmpty();
        issuer.away = Optional.empty();
        live(Duration.ofSeconds(5));
        assertThat(leaf().chain().serial()).isNotEqualTo(first.chain().serial());
    }

    @Test
    void anotherRootTellsTheBundleAndRenewsTheLeaves() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        var first = leaf();
        var other = new Fixture();
        other.clock.set(fixture.clock.instant());
        issuer.real = other.authorities().mesh();
        rotator.tick();
        assertThat(bundles).hasSize(2);
        assertThat(leaf().chain().leaf().getIssuerX500Principal())
                .isNotEqualTo(first.chain().leaf().getIssuerX500Principal());
    }

    @Test
    void aNewHostRenewsAndALostHostIsNotShownAgain() {
        rotator.want(List.of(LeafRequest.of(Fixture.WORKSPACE, Fixture.HOSTS.subList(0, 1), Duration.ofHours(24))));
        var one = leaf();
        issuer.away = Optional.of("away");
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(leaf())
                .as("a host is missing: shown until the new one is there")
                .isEqualTo(one);
        issuer.away = Optional.empty();
        live(Duration.ofSeconds(5));
        assertThat(leaf()).isNotEqualTo(one);
        issuer.away = Optional.of("away");
        rotator.want(List.of(LeafRequest.of(Fixture.WORKSPACE, Fixture.HOSTS.subList(0, 1), Duration.ofHours(24))));
        assertThat(rotator.leaf(Fixture.WORKSPACE))
                .as("it names a host that is no longer declared")
                .isEmpty();
    }

    @Test
    void aShorterLifeIsEnforcedAtOnce() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        rotator.want(List.of(LeafRequest.of(Fixture.WORKSPACE, Fixture.HOSTS, Duration.ofHours(1))));
        assertThat(Duration.between(fixture.clock.instant(), leaf().chain().notAfter()))
                .isLessThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void keysOfDeletedDocumentsAreDeleted() {
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        rotator.want(List.of(Fixture.sidecarRequest()));
        assertThat(forgotten).containsExactly(Fixture.WORKSPACE);
        assertThat(rotator.leaf(Fixture.WORKSPACE)).isEmpty();
        assertThat(fixture.svids.names()).containsExactly(SvidStore.fileOf(Fixture.SIDECAR));
        restart();
        rotator.want(List.of());
        assertThat(fixture.svids.names()).isEmpty();
    }

    @Test
    void clockJumpsRecoverWithoutAHand() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        for (var jump : List.of(
                Duration.ofHours(1),
                Duration.ofMinutes(-5),
                Duration.ofDays(3),
                Duration.ofDays(-2),
                Duration.ofMinutes(5))) {
            fixture.clock.advance(jump);
            rotator.tick();
            var now = fixture.clock.instant();
            assertThat(leaf().chain().notBefore()).as("after %s", jump).isBeforeOrEqualTo(now);
            assertThat(leaf().chain().notAfter())
                    .isAfter(now)
                    .isBefore(now.plus(Duration.ofHours(24)).plusSeconds(61));
        }
    }

    @Test
    void aListenerThatFailsDoesNotStopTheOthers() {
        rotator = new LeafRotator(
                name -> issuer,
                () -> new TrustBundle(Fixture.DOMAIN, issuer.anchors()),
                new SvidStore(fixture.svids, fixture.seal()),
                this::take,
                new CertificateListener() {
                    @Override
                    public void leafChanged(Leaf leaf) {
                        throw new IllegalStateException("listener");
                    }

                    @Override
                    public void leafForgotten(LeafName name) {}

                    @Override
                    public void bundleChanged(TrustBundle bundle) {}
                },
                fixture.clock,
                Fixture.RANDOM,
                RotationPolicy.STANDARD);
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        assertThat(rotator.leaf(Fixture.WORKSPACE)).isPresent();
        assertThat(rotator.leaf(Fixture.SIDECAR)).isPresent();
    }

    @Test
    void nothingPrintsAKey() {
        rotator.want(List.of(Fixture.workspaceRequest()));
        assertThat(leaf().toString()).contains("[redacted]");
        assertThat(leaf().privateKeyPem().toString()).isEqualTo("[redacted]");
        assertThat(new String(leaf().privateKeyPem().open(), java.nio.charset.StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("-----END PRIVATE KEY-----\n");
    }
}
