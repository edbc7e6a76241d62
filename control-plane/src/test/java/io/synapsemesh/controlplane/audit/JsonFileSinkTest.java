package io.synapsemesh.controlplane.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileSinkTest {
    private static final JsonFileSink.Bounds SMALL = new JsonFileSink.Bounds(2000, 3);

    @TempDir
    private Path directory;

    @Test
    void numbersEachLogWithoutGapsAlsoAfterARestart() throws IOException {
        write(JsonFileSink.Bounds.STANDARD, config(1), ack(2), config(3));
        write(JsonFileSink.Bounds.STANDARD, config(4), ack(5));

        assertThat(sequences("audit")).containsExactly(1L, 2L, 3L);
        assertThat(sequences("flow")).containsExactly(1L, 2L);
    }

    @Test
    void hasTheLineInTheFileWhenItReturns() throws IOException {
        try (var sink = JsonFileSink.open(directory, new OcsfLine("0"), JsonFileSink.Bounds.STANDARD, (e, l) -> {})) {
            sink.accept(config(1));
            assertThat(sequences("audit")).containsExactly(1L);
        }
    }

    @Test
    void cutsOffATornLineAndUsesItsNumberAgain() throws IOException {
        write(JsonFileSink.Bounds.STANDARD, config(1), config(2));
        Path file = files("audit").getLast();
        Files.writeString(file, "{\"metadata\":{\"sequence\":3,", StandardOpenOption.APPEND);

        write(JsonFileSink.Bounds.STANDARD, config(3));

        assertThat(sequences("audit")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void beginsANewFileBySizeAndKeepsSoMany() throws IOException {
        Event[] many =
                LongStream.range(0, 60).mapToObj(JsonFileSinkTest::config).toArray(Event[]::new);
        write(SMALL, many);

        List<Long> kept = sequences("audit");
        assertThat(files("audit")).hasSize(3);
        assertThat(kept.getLast()).isEqualTo(60);
        assertThat(kept)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(kept.getFirst(), 60).boxed().toList());
    }

    @Test
    void keepsTheSequenceWholeUnderManyThreads() throws Exception {
        try (var sink = JsonFileSink.open(directory, new OcsfLine("0"), JsonFileSink.Bounds.STANDARD, (e, l) -> {})) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        sink.accept(ack(i));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(sequences("flow"))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
    }

    @Test
    void onlyOneOfACrowdWaitsForTheDiskAndItWaitsForAll() throws Exception {
        var disk = new HeldDisk();
        var told = new CopyOnWriteArrayList<String>();
        try (var sink = disk.open(directory, told)) {
            var crowd = crowd(sink, disk);
            disk.release.countDown();

            for (Future<?> one : crowd) {
                one.get();
            }
            assertThat(disk.forced).hasValue(2);
            assertThat(sequences("audit")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(told).hasSize(8);
        }
    }

    @Test
    void whenTheDiskFailsNobodyWhoWaitedIsToldYesAndTheNumbersGoOn() throws Exception {
        var disk = new HeldDisk();
        var told = new CopyOnWriteArrayList<String>();
        try (var sink = disk.open(directory, told)) {
            var crowd = crowd(sink, disk);
            disk.failing.set(true);
            disk.release.countDown();

            for (Future<?> one : crowd) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(UncheckedIOException.class);
            }
            assertThat(sequences("audit")).isEmpty();
            assertThat(told).isEmpty();

            disk.failing.set(false);
            sink.accept(config(9));
            assertThat(sequences("audit")).containsExactly(1L);
            assertThat(told).hasSize(1);
        }
    }

    /// The first waits for the disk, seven more for their turn.
    private List<Future<?>> crowd(JsonFileSink sink, HeldDisk disk) throws InterruptedException {
        var crowd = new ArrayList<Future<?>>();
        crowd.add(disk.threads.submit(() -> sink.accept(config(1))));
        disk.reached.await();
        for (int i = 2; i <= 8; i++) {
            int generation = i;
            crowd.add(disk.threads.submit(() -> sink.accept(config(generation))));
        }
        await().until(() -> sink.waiting(LogName.AUDIT) == 7);
        return crowd;
    }

    /// A disk whose first answer is held back.
    private static final class HeldDisk {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final AtomicBoolean failing = new AtomicBoolean();
        private final AtomicInteger forced = new AtomicInteger();

        JsonFileSink open(Path directory, List<String> told) {
            return JsonFileSink.open(
                    directory, new OcsfLine("0"), JsonFileSink.Bounds.STANDARD, (e, l) -> told.add(l), this::force);
        }

        private void force(FileChannel channel) throws IOException {
            forced.incrementAndGet();
            reached.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (failing.get()) {
                throw new IOException("no disk");
            }
        }
    }

    @Test
    void refusesToContinueAFileThatIsNotOurs() throws IOException {
        Files.writeString(directory.resolve("flow-000000000000000001.jsonl"), "something else\n");

        assertThatThrownBy(() -> write(JsonFileSink.Bounds.STANDARD)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void failsWhenTheEventCannotBeKept() {
        var sink = JsonFileSink.open(directory, new OcsfLine("0"), JsonFileSink.Bounds.STANDARD, (e, l) -> {});
        sink.close();

        assertThatThrownBy(() -> sink.accept(config(1))).isInstanceOf(UncheckedIOException.class);
    }

    private void write(JsonFileSink.Bounds bounds, Event... events) {
        try (var sink = JsonFileSink.open(directory, new OcsfLine("0"), bounds, (e, l) -> {})) {
            for (Event event : events) {
                sink.accept(event);
            }
        }
    }

    private List<Path> files(String log) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith(log))
                    .sorted()
                    .toList();
        }
    }

    private List<Long> sequences(String log) throws IOException {
        var json = new JsonMapper();
        var sequences = new ArrayList<Long>();
        for (Path file : files(log)) {
            for (String line : Files.readAllLines(file)) {
                JsonNode metadata = json.readTree(line).path("metadata");
                assertThat(metadata.path("log_name").asText()).isEqualTo(log);
                sequences.add(metadata.path("sequence").asLong());
            }
        }
        return sequences;
    }

    private static Event config(long generation) {
        return new Event.Configured(
                Instant.EPOCH, new DocumentRef("MeshProxy", "ns", "name"), generation, "changed", "directory");
    }

    private static Event ack(long version) {
        return new Event.Acked(Instant.EPOCH, "ns/name", "type", Long.toString(version));
    }
}
