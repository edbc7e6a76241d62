package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.history.MemorySegments;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/// The same life of three leaves, once for each operation of the disk and each way in which it can fail: the process
/// dies there, or the disk does and the process goes on. Whatever was reached, the next start ends in the same place.
class FailingDiskTest {
    /// How an operation fails.
    private enum Way {
        /// It did nothing.
        BEFORE,
        /// It did all, and nobody heard of it.
        AFTER
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Fixture fixture = new Fixture();
    private final LeafIssuer issuer = fixture.authorities().mesh();
    private final MemorySegments history = new MemorySegments();
    private final List<Event> events = new ArrayList<>();
    private final List<Leaf> shown = new ArrayList<>();
    private int operationsLeft = Integer.MAX_VALUE;
    private int operations;
    private Way way = Way.BEFORE;
    private boolean dies;

    private void fails(Runnable operation) {
        operations++;
        boolean failing = --operationsLeft == 0;
        if (!failing || way == Way.AFTER) {
            operation.run();
        }
        if (failing) {
            if (dies) {
                throw new Died();
            }
            throw new UncheckedIOException(new IOException("input/output error"));
        }
    }

    private final class Disk implements ByteStore {
        @Override
        public Optional<byte[]> read(String name) {
            return fixture.svids.read(name);
        }

        @Override
        public void write(String name, byte[] content) {
            fails(() -> fixture.svids.write(name, content));
        }

        @Override
        public void delete(String name) {
            fails(() -> fixture.svids.delete(name));
        }

        @Override
        public SortedSet<String> names() {
            return fixture.svids.names();
        }
    }

    private LeafRotator start() {
        var segments = new io.synapsemesh.certs.history.HistorySegments() {
            @Override
            public SortedSet<String> names() {
                return history.names();
            }

            @Override
            public Optional<Tail> tail(String name, int bytesMax) {
                return history.tail(name, bytesMax);
            }

            @Override
            public void append(String name, byte[] bytes) {
                fails(() -> history.append(name, bytes));
            }

            @Override
            public void delete(String name) {
                fails(() -> history.delete(name));
            }
        };
        return new LeafRotator(
                name -> issuer,
                () -> new TrustBundle(Fixture.DOMAIN, issuer.anchors()),
                new SvidStore(new Disk(), fixture.seal()),
                new LeafHistory(segments),
                event -> fails(() -> events.add(event)),
                new CertificateListener() {
                    @Override
                    public void leafChanged(Leaf leaf) {
                        shown.add(leaf);
                    }

                    @Override
                    public void leafForgotten(LeafName name) {}

                    @Override
                    public void bundleChanged(TrustBundle bundle) {}
                },
                fixture.clock,
                Fixture.RANDOM,
                RotationPolicies.STANDARD);
    }

    private void life() {
        var rotator = start();
        rotator.want(List.of(Fixture.workspaceRequest(), Fixture.sidecarRequest()));
        rotator.rotateNow(Fixture.WORKSPACE);
        fixture.clock.advance(Duration.ofHours(20));
        rotator.tick();
        rotator.want(List.of(Fixture.workspaceRequest()));
    }

    @Test
    void everyOperationMayBeTheLastOfTheProcessOrOfTheDisk() {
        life();
        int all = operations;
        assertThat(all).isGreaterThanOrEqualTo(15);
        for (boolean dying : new boolean[] {true, false}) {
            for (Way kind : Way.values()) {
                for (int k = 1; k <= all; k++) {
                    var one = new FailingDiskTest();
                    one.operationsLeft = k;
                    one.way = kind;
                    one.dies = dying;
                    one.lifeAndThen("operation " + k + " " + kind + (dying ? ", killed" : ", failed"));
                }
            }
        }
    }

    private void lifeAndThen(String what) {
        try {
            life();
        } catch (Died e) {
            // The next start is below.
        }
        operationsLeft = Integer.MAX_VALUE;
        var before = shown.isEmpty() ? Optional.<Leaf>empty() : Optional.of(shown.getLast());
        shown.clear();
        var rotator = start();
        rotator.want(List.of(Fixture.workspaceRequest()));
        var leaf = rotator.leaf(Fixture.WORKSPACE);
        assertThat(leaf).as(what).isPresent();
        assertThat(ChainLint.isPair(leaf.get().privateKey(), leaf.get().chain().leaf()))
                .as(what)
                .isTrue();
        assertThat(leaf.get().chain().notAfter()).as(what).isAfter(fixture.clock.instant());
        assertThat(shown).as(what).contains(leaf.get());
        assertThat(fixture.svids.names()).as(what).containsExactly(SvidStore.fileOf(Fixture.WORKSPACE));
        assertThat(HistoryCheck.of(history).broken()).as(what).isEmpty();
        assertThat(events.stream()
                        .filter(e -> e instanceof Event.Issued i
                                && i.granted()
                                && i.serial()
                                        .equals(Optional.of(leaf.get().chain().serial()))))
                .as("%s: what is shown was audited once", what)
                .hasSize(1);
        before.filter(old -> old.name().equals(Fixture.WORKSPACE))
                .ifPresent(old -> assertThat(events.stream()
                                .anyMatch(e -> e instanceof Event.Issued i
                                        && i.serial()
                                                .equals(Optional.of(old.chain().serial()))))
                        .as("%s: nothing was shown unaudited", what)
                        .isTrue());
    }
}
