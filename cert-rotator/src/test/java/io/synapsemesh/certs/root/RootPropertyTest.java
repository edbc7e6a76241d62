package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.profile.ChainLint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random orders of everything that happens to a rotation: members come, go, take bundles and leaves or do not, leaves
/// end, operators order this and that, the process is killed around a write.
class RootPropertyTest {
    private static final int RUNS = 80;
    private static final int EVENTS = 60;

    static List<Integer> seeds() {
        return java.util.stream.IntStream.rangeClosed(1, RUNS).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsShownVerifiesEverywhereAndEveryRotationEnds(int seed) {
        var run = new Run(seed);
        for (int event = 0; event < EVENTS; event++) {
            run.event();
            run.assertInvariants();
        }
        run.mesh.finish();
        assertThat(run.mesh.phase()).as(run.trail()).isEqualTo("Stable");
        assertThat(run.mesh.authority().anchors().certificates())
                .as(run.trail())
                .hasSize(1);
        run.assertInvariants();
    }

    private static final class Run {
        final Random random;
        final MemoryStore store = new MemoryStore();
        final RotatingMesh mesh;
        final List<String> trail = new ArrayList<>();
        final Map<String, Boolean> verdicts = new HashMap<>();
        /// Members an operator gave up, from the end of that rotation until they take a bundle again.
        final TreeSet<String> cutOff = new TreeSet<>();
        int joined;

        Run(int seed) {
            random = new Random(seed);
            trail.add("seed " + seed);
            mesh = new RotatingMesh(store, new TestClock());
            for (int i = 0; i < 4; i++) {
                mesh.join("m" + joined++);
            }
            if (random.nextBoolean()) {
                mesh.joinExternal("bus");
            }
        }

        String trail() {
            return String.join(" ", trail);
        }

        void event() {
            var members = List.copyOf(mesh.verifiers.values());
            var member = members.get(random.nextInt(members.size()));
            boolean proxy = member.kind == GateMember.Kind.PROXY;
            int dice = random.nextInt(100);
            if (dice < 25) {
                say("look");
                look();
            } else if (dice < 45) {
                say("bundle:" + member.name);
                if (proxy && member.connected || !proxy) {
                    mesh.takeBundle(member);
                    cutOff.remove(member.name);
                    if (!proxy) {
                        mesh.rotator().acknowledge("bob", member.name);
                    }
                }
            } else if (dice < 60) {
                say("renew:" + member.name);
                if (proxy) {
                    mesh.renew(member);
                }
            } else if (dice < 72) {
                say("take:" + member.name);
                if (proxy && member.connected) {
                    member.shown = member.inForce;
                }
            } else if (dice < 78) {
                member.connected = proxy && !member.connected;
                say((member.connected ? "comes:" : "goes:") + member.name);
                // An old stream's word does not count on a new one; a bundle comes before anything else.
                if (member.connected) {
                    mesh.serve(member);
                    cutOff.remove(member.name);
                }
            } else if (dice < 86) {
                var by = Duration.ofMinutes(10 + random.nextInt(600));
                say("later:" + by.toMinutes());
                mesh.clock.advance(by);
                expire();
            } else if (dice < 90) {
                say("start");
                mesh.rotator().start("alice", "", List.of());
            } else if (dice < 93) {
                say("rollback");
                mesh.rotator().rollBack("alice");
            } else if (dice < 94) {
                say("skip:" + member.name);
                mesh.rotator().start("alice", "", List.of(member.name));
            } else if (dice < 95) {
                say("taint");
                mesh.rotator().taint("alice", "");
            } else if (dice < 96) {
                say("revoke");
                mesh.rotator().revoke("alice", RootRotator.Force.UNFORCED);
            } else if (dice < 98) {
                say("join");
                mesh.join("m" + joined++);
            } else {
                kill();
            }
            noteEnd();
        }

        private void look() {
            var before = mesh.state();
            var gate = mesh.rotator().standing().facts().gate();
            mesh.rotator().tick();
            boolean activates = mesh.phase().equals("Activated")
                    && before.phase().filter(Phase.PREPARED::equals).isPresent();
            if (activates) {
                String hash = before.rotation().orElseThrow().bundleHash();
                var skipped = before.rotation().orElseThrow().answers().skips().keySet();
                assertThat(gate.orElseThrow().isOpen()).as(trail()).isTrue();
                for (var verifier : mesh.verifiers.values()) {
                    assertThat(skipped.contains(verifier.name)
                                    || !mesh.clock.instant().isBefore(verifier.leavesAt())
                                    || verifier.trusted
                                            .orElseThrow()
                                            .contentHash()
                                            .equals(hash))
                            .as("%s has the bundle: %s", verifier.name, trail())
                            .isTrue();
                }
            }
        }

        /// Around the next write, then up again from the disk.
        private void kill() {
            boolean before = random.nextBoolean();
            say(before ? "kill-before" : "kill-after");
            var torn = new TornStore(store);
            mesh.restart(torn);
            if (before) {
                torn.dieBefore(1);
            } else {
                torn.dieAfter(1);
            }
            try {
                look();
            } catch (TornStore.Killed killed) {
                say("!");
            }
            mesh.restart(store);
        }

        /// A proxy whose leaf ended shows nothing, and is no member until it comes back.
        private void expire() {
            for (var verifier : mesh.verifiers.values()) {
                if (verifier.kind == GateMember.Kind.PROXY
                        && !mesh.clock.instant().isBefore(verifier.leavesAt())) {
                    verifier.connected = false;
                }
            }
        }

        private void noteEnd() {
            mesh.state()
                    .rotation()
                    .ifPresent(
                            rotation -> given.addAll(rotation.answers().skips().keySet()));
            if (mesh.state().rotation().isEmpty()) {
                String now = mesh.authority().anchors().contentHash();
                given.stream()
                        .filter(name -> !Objects.requireNonNull(mesh.verifiers.get(name))
                                .trusted
                                .orElseThrow()
                                .contentHash()
                                .equals(now))
                        .forEach(cutOff::add);
                given.clear();
            }
        }

        private final TreeSet<String> given = new TreeSet<>();

        void assertInvariants() {
            assertThat(mesh.authority().anchors().certificates())
                    .as("the signer is in the bundle")
                    .contains(mesh.authority().signer());
            for (var shows : mesh.verifiers.values()) {
                for (var verifies : mesh.verifiers.values()) {
                    boolean takesPart =
                            mesh.clock.instant().isBefore(verifies.leavesAt()) && !cutOff.contains(verifies.name);
                    shows.shown
                            .filter(chain -> takesPart && isLive(chain))
                            .ifPresent(chain -> assertThat(verifies(chain, verifies.trusted.orElseThrow()))
                                    .as("%s verifies %s: %s", verifies.name, shows.name, trail())
                                    .isTrue());
                }
            }
        }

        private boolean isLive(CertificateChain chain) {
            return mesh.clock.instant().isBefore(chain.notAfter());
        }

        private boolean verifies(CertificateChain chain, Anchors anchors) {
            return verdicts.computeIfAbsent(
                    chain.serial() + " " + anchors.contentHash(),
                    _ -> ChainLint.leadsToAnchor(chain, anchors, mesh.clock.instant()));
        }

        private void say(String what) {
            trail.add(what);
        }
    }
}
