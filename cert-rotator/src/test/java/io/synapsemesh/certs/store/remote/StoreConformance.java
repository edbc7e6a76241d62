package io.synapsemesh.certs.store.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Turn;
import io.synapsemesh.certs.issuer.ShiftedClock;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/// The conformance suite of [ByteStore]: one class, one row a store. Each case has a far side of its own.
///
/// For every fault: each of the four operations fails within its deadline with a code, none takes the fault for "there
/// is nothing", no content shows in a message, and after it everything is as it was and works. The cases do not touch
/// one another: they may run beside each other, and take turns ([Turn]).
public final class StoreConformance {
    /// Of one operation, in every row whose far side is a fake.
    public static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final int CALLS_MAX = 12;
    private static final byte[] OLD = bytes("SMS1 the old content");
    private static final byte[] NEW = bytes("SMS1 the new content, which is longer");

    private StoreConformance() {}

    public static DynamicNode of(StoreRow row) {
        Stream<DynamicNode> tests = Arrays.stream(StoreCase.values())
                .filter(c -> !row.notApplicable().containsKey(c))
                .map(c -> DynamicTest.dynamicTest(c.title(), () -> Turn.of(() -> run(row, c))));
        return DynamicContainer.dynamicContainer(row.store() + ", " + row.worth(), tests);
    }

    private static void run(StoreRow row, StoreCase which) throws Exception {
        Path directory = Files.createTempDirectory("store");
        var clock = new ShiftedClock();
        try (var peer = row.opening().open(clock, directory)) {
            switch (which) {
                case KEEPS -> keeps(peer.client());
                case NAMES -> mapsNames(peer.client());
                case LARGEST -> knowsItsLimit(peer);
                case STALE_WRITER -> refusesAStaleWriter(peer);
                case CONCURRENT -> survivesConcurrentWriters(peer, row.writers());
                case TORN_WRITE -> isWholeWhereverAWriteIsCut(peer, clock);
                case FORBIDDEN -> failsAndRecovers(peer, clock, which, List.of(Code.SYN0822));
                case RATE_LIMITED -> waitsAsLongAsItIsAsked(peer, clock);
                case SERVER_ERROR, SLOW, STALLED, TLS_SWAPPED, OUTAGE ->
                    failsAndRecovers(peer, clock, which, List.of(Code.SYN0821));
                case TORN_ANSWER, EMPTY_ANSWER, WRONG_CONTENT_TYPE, FOREIGN_NOT_FOUND, HUGE_ANSWER ->
                    failsAndRecovers(peer, clock, which, List.of(Code.SYN0821, Code.SYN0825));
            }
        } finally {
            delete(directory);
        }
    }

    private static void keeps(ByteStore store) {
        assertThat(store.read("mesh.slots")).isEmpty();
        assertThat(store.names()).isEmpty();
        store.delete("mesh.slots");
        store.write("mesh.slots", OLD);
        assertThat(store.read("mesh.slots")).contains(OLD);
        store.write("mesh.slots", NEW);
        store.write("kek", OLD);
        assertThat(store.read("mesh.slots")).contains(NEW);
        assertThat(store.names()).containsExactly("kek", "mesh.slots");
        store.delete("mesh.slots");
        assertThat(store.read("mesh.slots")).isEmpty();
        assertThat(store.names()).containsExactly("kek");
        store.write("mesh.slots", OLD);
        assertThat(store.read("mesh.slots"))
                .as("written again after a deletion")
                .contains(OLD);
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        store.write("every-byte", every);
        assertThat(store.read("every-byte")).contains(every);
    }

    private static void mapsNames(ByteStore store) {
        var names = List.of(
                "a",
                "a-b",
                "a.b",
                "a_b",
                "a-mb",
                "a-",
                "a.",
                "a_",
                "0",
                "client.dev.azuresynapse.net.0123456789abcdef",
                "x".repeat(128),
                "a" + "_".repeat(127),
                "a" + "-".repeat(127));
        for (String name : names) {
            store.write(name, bytes("SMS1 of " + name));
        }
        assertThat(store.names()).containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(store.read(name)).as(name).contains(bytes("SMS1 of " + name));
        }
        for (String wrong : List.of("", "A", "../a", ".a", "a/b", "a b", "x".repeat(129))) {
            assertThatThrownBy(() -> store.read(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void knowsItsLimit(StorePeer peer) {
        var store = peer.client();
        byte[] largest = new byte[peer.contentBytesMax()];
        Fixture.RANDOM.nextBytes(largest);
        store.write("large", largest);
        assertThat(store.read("large").map(found -> Arrays.equals(found, largest)))
                .contains(true);
        int asked = peer.calls();
        assertThatThrownBy(() -> store.write("large", new byte[peer.contentBytesMax() + 1]))
                .isInstanceOfSatisfying(
                        StoreFailed.class, e -> assertThat(e.code()).isEqualTo(Code.SYN0823));
        assertThat(peer.calls()).as("nothing was sent").isEqualTo(asked);
        assertThat(store.read("large").map(found -> Arrays.equals(found, largest)))
                .as("what is there stays")
                .contains(true);
    }

    private static void refusesAStaleWriter(StorePeer peer) {
        var first = peer.client();
        var second = peer.client();
        first.write("mesh.slots", OLD);
        assertThat(second.read("mesh.slots")).contains(OLD);
        second.write("mesh.slots", NEW);
        for (int i = 0; i < 2; i++) {
            fails(peer, () -> first.write("mesh.slots", bytes("SMS1 stale")), List.of(Code.SYN0824));
        }
        assertThat(second.read("mesh.slots")).contains(NEW);
        assertThat(first.read("mesh.slots")).contains(NEW);
        first.write("mesh.slots", OLD);
        assertThat(peer.client().read("mesh.slots")).contains(OLD);
        assertThat(peer.client().read("made")).isEmpty();
        var third = peer.client();
        assertThat(third.read("made")).isEmpty();
        first.write("made", OLD);
        fails(peer, () -> third.write("made", NEW), List.of(Code.SYN0824));
    }

    private static void survivesConcurrentWriters(StorePeer peer, StoreRow.Writers writers) throws Exception {
        peer.client().write("mesh.slots", OLD);
        var tries = new ArrayList<Callable<String>>();
        for (int i = 0; i < 8; i++) {
            String own = "SMS1 of writer " + i + " " + "w".repeat(2000 + i);
            var store = peer.client();
            assertThat(store.read("mesh.slots")).contains(OLD);
            tries.add(() -> {
                try {
                    store.write("mesh.slots", bytes(own));
                    return own;
                } catch (StoreFailed e) {
                    assertThat(e.code()).isEqualTo(Code.SYN0824);
                    return "";
                }
            });
        }
        var won = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(tries)) {
                won.add(done.get());
            }
        }
        won.removeIf(String::isEmpty);
        String found = new String(peer.client().read("mesh.slots").orElseThrow(), StandardCharsets.US_ASCII);
        switch (writers) {
            case COMPARE_AND_SET -> assertThat(won).as("one alone wins").containsExactly(found);
            case CHECKED, LAST ->
                assertThat(won).as("what stands is a winner's").contains(found);
        }
    }

    /// Each call of a write is lost once before it took effect and once after. What is there is whole; the next write
    /// takes, without a read between. (A lost reading call is sent again by the JDK's client, unseen.)
    private static void isWholeWhereverAWriteIsCut(StorePeer peer, ShiftedClock clock) {
        var first = peer.client();
        first.write("counted", OLD);
        int before = peer.calls();
        first.write("counted", NEW);
        int calls = peer.calls() - before;
        assertThat(calls).isBetween(1, CALLS_MAX);
        int cut = 0;
        for (var where : StoreFakeServer.Cut.values()) {
            for (int call = 1; call <= calls; call++) {
                String name = "cut-" + where.name().toLowerCase(java.util.Locale.ROOT) + "-" + call;
                var store = peer.client();
                store.write(name, OLD);
                peer.cut(where, call);
                cut += isCut(store, name) ? 1 : 0;
                peer.become(StoreFault.NONE);
                clock.advance(Duration.ofSeconds(2));
                assertThat(peer.client().read(name).orElseThrow())
                        .as("call %d lost %s it took effect", call, where)
                        .satisfiesAnyOf(
                                found -> assertThat(found).isEqualTo(OLD),
                                found -> assertThat(found).isEqualTo(NEW));
                byte[] after = bytes("SMS1 after " + name);
                store.write(name, after);
                assertThat(peer.client().read(name)).contains(after);
            }
        }
        assertThat(cut).as("writes that failed").isPositive();
    }

    private static boolean isCut(ByteStore store, String name) {
        try {
            store.write(name, NEW);
            return false;
        } catch (StoreFailed e) {
            assertThat(e.code()).isIn(Code.SYN0821, Code.SYN0825);
            return true;
        }
    }

    private static void failsAndRecovers(StorePeer peer, ShiftedClock clock, StoreCase which, List<Code> codes) {
        var store = peer.client();
        store.write("mesh.slots", OLD);
        peer.become(which.fault().orElseThrow());
        if (which == StoreCase.SLOW || which == StoreCase.STALLED) {
            Turn.givenAwayFor(() -> everyOneFails(peer, clock, operations(store, which), codes));
        } else {
            everyOneFails(peer, clock, operations(store, which), codes);
        }
        peer.become(StoreFault.NONE);
        var held = recovered(store, clock);
        if (which != StoreCase.TORN_ANSWER) {
            assertThat(held).isEqualTo(OLD);
        }
        store.write("mesh.slots", NEW);
        assertThat(peer.client().read("mesh.slots")).contains(NEW);
    }

    private static void everyOneFails(
            StorePeer peer, ShiftedClock clock, List<ThrowingCallable> operations, List<Code> codes) {
        for (var operation : operations) {
            fails(peer, operation, codes);
            clock.advance(Duration.ofSeconds(31));
        }
    }

    /// Where each costs a deadline, one of a kind. The answer to a deletion may be empty, and then cannot be torn.
    private static List<ThrowingCallable> operations(ByteStore store, StoreCase which) {
        ThrowingCallable absent = () -> store.read("never-written");
        ThrowingCallable write = () -> store.write("mesh.slots", NEW);
        return switch (which) {
            case SLOW, STALLED, HUGE_ANSWER, EMPTY_ANSWER -> List.of(absent, write, store::names);
            case TORN_ANSWER -> List.of(() -> store.read("mesh.slots"), write);
            default ->
                List.of(
                        () -> store.read("mesh.slots"),
                        absent,
                        write,
                        () -> store.write("new", NEW),
                        store::names,
                        () -> store.delete("mesh.slots"));
        };
    }

    private static byte[] recovered(ByteStore store, ShiftedClock clock) {
        for (int second = 0; ; second++) {
            try {
                return store.read("mesh.slots").orElseThrow();
            } catch (UncheckedIOException e) {
                assertThat(second).as(e.getMessage()).isLessThan(60);
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    private static void waitsAsLongAsItIsAsked(StorePeer peer, ShiftedClock clock) {
        var store = peer.client();
        store.write("mesh.slots", OLD);
        peer.become(StoreFault.RATE_LIMITED);
        fails(peer, () -> store.read("mesh.slots"), List.of(Code.SYN0821));
        int asked = peer.calls();
        clock.advance(Duration.ofSeconds(5));
        fails(peer, () -> store.write("mesh.slots", NEW), List.of(Code.SYN0821));
        fails(peer, store::names, List.of(Code.SYN0821));
        assertThat(peer.calls()).as("not asked again before its time").isEqualTo(asked);
        peer.become(StoreFault.NONE);
        clock.advance(Duration.ofSeconds(3));
        assertThat(store.read("mesh.slots")).contains(OLD);
    }

    private static void fails(StorePeer peer, ThrowingCallable operation, List<Code> codes) {
        long began = System.nanoTime();
        assertThatThrownBy(operation).isInstanceOfSatisfying(peer.failure(), e -> {
            if (e instanceof StoreFailed failed) {
                assertThat(failed.code()).as(e.getMessage()).isIn(codes);
            }
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1024).doesNotContain("SMS1", "U01TM");
        });
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(peer.deadline().plus(SLACK));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
