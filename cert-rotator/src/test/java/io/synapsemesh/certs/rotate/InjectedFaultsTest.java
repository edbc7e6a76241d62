package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.certmanager.CertManagerConfig;
import io.synapsemesh.certs.rotate.FaultRig.Stage;
import io.synapsemesh.certs.rotate.FaultRig.StoreTrouble;
import io.synapsemesh.certs.rotate.FaultRig.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that goes wrong around a leaf, a row each. Whatever it is: a valid certificate is kept, no wait is longer
/// than a minute or a twentieth of the life, and within a minute of its end every leaf is renewed, told and kept.
class InjectedFaultsTest {
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);
    private static final Duration FAULT = Duration.ofMinutes(10);

    /// What must hold while it lasts.
    private enum Meanwhile {
        /// Nothing can be issued: the very same leaf stays in force.
        SAME_LEAF,
        /// There is a valid leaf at every moment, the old or a new one.
        VALID_LEAF,
        /// The lives are over before anybody could do anything.
        NOTHING
    }

    private record Fault(
            String name, Stage stage, Meanwhile meanwhile, Consumer<FaultRig> begin, Consumer<FaultRig> end) {
        @Override
        public String toString() {
            return name + " at " + stage;
        }
    }

    private static final Consumer<FaultRig> NOTHING = rig -> {};

    private static final List<Fault> AROUND = List.of(
            store("full disk", StoreTrouble.FULL),
            store("read-only disk", StoreTrouble.READ_ONLY),
            store("fsync fails", StoreTrouble.SYNC_FAILS),
            fault("audit log away", Meanwhile.SAME_LEAF, rig -> rig.auditIsAway = true, rig -> rig.auditIsAway = false),
            fault(
                    "history torn in the middle of a line",
                    Meanwhile.SAME_LEAF,
                    rig -> rig.history.failAfterBytes = 40,
                    rig -> rig.history.failAfterBytes = Integer.MAX_VALUE),
            fault(
                    "leaf file truncated, restart",
                    Meanwhile.VALID_LEAF,
                    rig -> restartAfter(rig, InjectedFaultsTest::cut),
                    NOTHING),
            fault(
                    "leaf file with a flipped byte, restart",
                    Meanwhile.VALID_LEAF,
                    rig -> restartAfter(rig, InjectedFaultsTest::flip),
                    NOTHING),
            fault(
                    "leaf file lost, restart",
                    Meanwhile.VALID_LEAF,
                    rig -> restartAfter(rig, (r, file) -> r.disk.delete(file)),
                    NOTHING),
            fault(
                    "one leaf's file in another's place, restart",
                    Meanwhile.VALID_LEAF,
                    InjectedFaultsTest::swapFiles,
                    NOTHING),
            fault(
                    "restart while the issuer is down",
                    Meanwhile.SAME_LEAF,
                    rig -> restart(rig, Trouble.DOWN),
                    InjectedFaultsTest::healed),
            clock("clock 5 min ahead", Duration.ofMinutes(5), Meanwhile.VALID_LEAF),
            clock("clock 5 min back", Duration.ofMinutes(-5), Meanwhile.VALID_LEAF),
            clock("clock 1 h ahead", Duration.ofHours(1), Meanwhile.VALID_LEAF),
            clock("clock 1 h back", Duration.ofHours(-1), Meanwhile.VALID_LEAF),
            fault(
                    "suspended for two lives",
                    Meanwhile.NOTHING,
                    rig -> rig.fixture.clock.advance(FaultRig.TTL.multipliedBy(2)),
                    NOTHING),
            fault(
                    "event lost",
                    Meanwhile.VALID_LEAF,
                    rig -> rig.listenerFails = true,
                    rig -> rig.listenerFails = false),
            fault(
                    "event twice",
                    Meanwhile.VALID_LEAF,
                    rig -> {
                        rig.rotator.want(FaultRig.WANTED);
                        rig.rotator.want(FaultRig.WANTED);
                    },
                    NOTHING),
            fault(
                    "events in the wrong order",
                    Meanwhile.VALID_LEAF,
                    rig -> {
                        rig.rotator.want(FaultRig.WANTED.subList(0, 1));
                        rig.rotator.want(FaultRig.WANTED.reversed());
                    },
                    NOTHING),
            fault(
                    "woken an hour late",
                    Meanwhile.VALID_LEAF,
                    rig -> rig.fixture.clock.advance(Duration.ofHours(1)),
                    NOTHING),
            fault(
                    "every fault of the disk and the issuer at once",
                    Meanwhile.SAME_LEAF,
                    rig -> {
                        rig.trouble = Trouble.SLOW;
                        rig.storeTrouble = StoreTrouble.FULL;
                        rig.auditIsAway = true;
                    },
                    rig -> {
                        healed(rig);
                        rig.storeTrouble = StoreTrouble.NONE;
                        rig.auditIsAway = false;
                    }));

    static List<Fault> faults() {
        var all = new ArrayList<Fault>();
        for (Trouble trouble : Trouble.values()) {
            if (trouble != Trouble.NONE) {
                for (Stage stage : Stage.values()) {
                    all.add(new Fault(
                            "issuer " + trouble,
                            stage,
                            Meanwhile.SAME_LEAF,
                            rig -> rig.trouble = trouble,
                            InjectedFaultsTest::healed));
                }
            }
        }
        all.addAll(AROUND);
        return all;
    }

    @Test
    void thereAreAtLeastThirty() {
        assertThat(faults().stream().map(Fault::toString).distinct()).hasSizeGreaterThanOrEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theValidCertificateIsKeptAndRenewedWithinAMinuteOfRecovery(Fault fault) {
        var rig = new FaultRig();
        Map<LeafName, Leaf> first = leaves(rig);
        rig.reach(fault.stage());
        fault.begin().accept(rig);
        rig.live(FAULT, () -> holds(fault, rig, first));

        fault.end().accept(rig);
        Instant healed = rig.now();
        rig.live(RECOVERY_MAX, () -> {});

        assertThat(rig.now()).isBeforeOrEqualTo(healed.plus(RECOVERY_MAX));
        first.forEach((name, before) -> {
            var now = rig.leaf(name);
            assertThat(now.chain().serial())
                    .as("%s is renewed", name)
                    .isNotEqualTo(before.chain().serial());
            assertThat(now.chain().leaf().getPublicKey())
                    .as("with a new key")
                    .isNotEqualTo(before.chain().leaf().getPublicKey());
            assertThat(rig.taken.get(name)).as("and told").isEqualTo(now);
        });
        assertThat(rig.rotator.certificates())
                .allSatisfy(row -> assertThat(row.state()).isEqualTo(CertificateStatus.State.FRESH))
                .allSatisfy(row -> assertThat(row.lastError()).isEmpty());
        assertThat(HistoryCheck.of(rig.history).broken()).isEmpty();
        Map<LeafName, Leaf> kept = leaves(rig);
        rig.trouble = Trouble.DOWN;
        rig.start();
        rig.rotator.want(FaultRig.WANTED);
        assertThat(leaves(rig)).as("and kept over a restart").isEqualTo(kept);
    }

    /// The worst case: the longest wait has been reached, and the issuer recovers just after an attempt began that will
    /// still hang until its deadline.
    @RepeatedTest(10)
    void anAttemptThatHangsOverTheRecoveryCostsLessThanTheMinute() {
        var rig = new FaultRig();
        var first = leaves(rig);
        rig.reach(Stage.RENEW);
        rig.slowness = IssuerHttp.Endpoint.DEADLINE_STANDARD;
        rig.trouble = Trouble.SLOW;
        rig.live(FAULT, () -> {});
        var recovered = new ArrayList<Instant>();
        var renewed = new ArrayList<Instant>();
        rig.hanging = () -> {
            recovered.add(rig.now());
            rig.trouble = Trouble.NONE;
        };
        rig.live(Duration.ofMinutes(3), () -> {
            boolean all = leaves(rig).entrySet().stream()
                    .noneMatch(entry -> entry.getValue().equals(first.get(entry.getKey())));
            if (all) {
                renewed.add(rig.now());
            }
        });
        assertThat(Duration.between(recovered.getFirst(), renewed.getFirst())).isLessThan(RECOVERY_MAX);
    }

    @Test
    void thePartsOfTheWorstCaseAddUpToLessThanAMinute() {
        var wait = RotationPolicy.STANDARD.retryMax();
        assertThat(IssuerHttp.Endpoint.DEADLINE_STANDARD.plus(wait).plus(LeafRotator.TICK_MAX))
                .as("an attempt that hangs, a wait, a look that is busy with others")
                .isLessThan(RECOVERY_MAX);
        assertThat(CertManagerConfig.DEADLINE_STANDARD.plus(wait)).isLessThan(RECOVERY_MAX);
        assertThat(Breaker.HOLD_MAX.plus(wait))
                .as("an issuer that asked to be left alone, and a try just before that is over")
                .isLessThan(RECOVERY_MAX);
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    void aBadSecretOfOneIdentityNeverHoldsUpAnother(Trouble trouble) {
        var rig = new FaultRig();
        var first = leaves(rig);
        rig.reach(Stage.RENEW);
        rig.only = Fixture.WORKSPACE;
        rig.trouble = trouble;
        rig.live(Duration.ofMinutes(2), () -> {});
        assertThat(rig.leaf(Fixture.WORKSPACE)).as("the last good one stays").isEqualTo(first.get(Fixture.WORKSPACE));
        assertThat(rig.leaf(Fixture.SIDECAR)).isNotEqualTo(first.get(Fixture.SIDECAR));
        assertThat(rig.rotator.certificates())
                .filteredOn(row -> row.name().equals(Fixture.WORKSPACE))
                .first()
                .satisfies(row -> {
                    assertThat(row.state()).isEqualTo(CertificateStatus.State.FAILING);
                    assertThat(row.lastError())
                            .hasValueSatisfying(error -> assertThat(error).startsWith("SYN0802"));
                });
    }

    static Stream<Trouble> badAnswers() {
        return Stream.of(Trouble.WRONG_CHAIN, Trouble.WRONG_KEY, Trouble.EXPIRED);
    }

    private static void holds(Fault fault, FaultRig rig, Map<LeafName, Leaf> first) {
        switch (fault.meanwhile()) {
            case SAME_LEAF -> assertThat(leaves(rig)).isEqualTo(first);
            case VALID_LEAF -> assertThat(leaves(rig)).hasSize(first.size());
            case NOTHING -> {}
        }
    }

    private static Map<LeafName, Leaf> leaves(FaultRig rig) {
        var all = new HashMap<LeafName, Leaf>();
        FaultRig.WANTED.forEach(
                request -> rig.rotator.leaf(request.name()).ifPresent(leaf -> all.put(request.name(), leaf)));
        return all;
    }

    private static Fault fault(String name, Meanwhile meanwhile, Consumer<FaultRig> begin, Consumer<FaultRig> end) {
        return new Fault(name, Stage.RENEW, meanwhile, begin, end);
    }

    private static Fault store(String name, StoreTrouble trouble) {
        return fault(
                name,
                Meanwhile.SAME_LEAF,
                rig -> rig.storeTrouble = trouble,
                rig -> rig.storeTrouble = StoreTrouble.NONE);
    }

    private static Fault clock(String name, Duration jump, Meanwhile meanwhile) {
        return fault(
                name,
                meanwhile,
                rig -> rig.fixture.clock.advance(jump),
                rig -> rig.fixture.clock.advance(jump.negated()));
    }

    private static void healed(FaultRig rig) {
        rig.trouble = Trouble.NONE;
    }

    private static void restart(FaultRig rig, Trouble trouble) {
        rig.trouble = trouble;
        rig.start();
        rig.rotator.want(FaultRig.WANTED);
    }

    private static void restartAfter(FaultRig rig, java.util.function.BiConsumer<FaultRig, String> damage) {
        rig.disk.names().forEach(file -> damage.accept(rig, file));
        restart(rig, Trouble.NONE);
    }

    private static void cut(FaultRig rig, String file) {
        byte[] content = rig.disk.read(file).orElseThrow();
        rig.disk.write(file, java.util.Arrays.copyOf(content, content.length / 2));
    }

    private static void flip(FaultRig rig, String file) {
        rig.disk.flipByte(file, 100);
    }

    private static void swapFiles(FaultRig rig) {
        var names = List.copyOf(rig.disk.names());
        byte[] one = rig.disk.read(names.get(0)).orElseThrow();
        rig.disk.write(names.get(0), rig.disk.read(names.get(1)).orElseThrow());
        rig.disk.write(names.get(1), one);
        restart(rig, Trouble.NONE);
    }
}
