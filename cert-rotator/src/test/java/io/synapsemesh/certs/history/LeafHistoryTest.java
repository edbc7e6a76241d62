package io.synapsemesh.certs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Pem;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeafHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.250Z");

    private final MemorySegments segments = new MemorySegments();

    private static HistoryEntry entry(int i) {
        return new HistoryEntry(
                NOW.plusSeconds(i),
                "spiffe://corp.example/ns/etl/sa/a" + i,
                Integer.toHexString(0xabcdef + i),
                Pem.sha256Hex(new byte[] {(byte) i}),
                NOW.plus(Duration.ofHours(24)));
    }

    private void append(int from, int to) {
        var history = new LeafHistory(segments);
        for (int i = from; i < to; i++) {
            history.append(entry(i));
        }
    }

    private void fill(int lines) {
        // What the history itself would have written, without a hash of everything for each line of the test.
        var text = new StringBuilder();
        String previous = HistoryLine.NONE;
        String name = "leaves-%018d.log".formatted(1);
        for (int i = 1; i <= lines; i++) {
            var line = HistoryLine.of(i, entry(i), previous);
            previous = line.hash();
            text.append(line.text());
            if (text.length() >= LeafHistory.SEGMENT_BYTES_MAX || i == lines) {
                segments.files.put(name, text.toString().getBytes(StandardCharsets.US_ASCII));
                text.setLength(0);
                name = "leaves-%018d.log".formatted(i + 1);
            }
        }
    }

    @Test
    void chainsEveryLineToTheOneBeforeAlsoOverRestarts() {
        append(0, 5);
        append(5, 9);
        assertThat(HistoryCheck.of(segments)).isEqualTo(new HistoryCheck(9, java.util.Optional.empty()));
        assertThat(segments.files).hasSize(1);
        assertThat(new String(segments.files.firstEntry().getValue(), StandardCharsets.US_ASCII))
                .contains("spiffe://corp.example/ns/etl/sa/a8");
    }

    @Test
    void manyLinesInOneWriteAreAChainAndSoIsWhatIsLeftWhenItTears() {
        var history = new LeafHistory(segments);
        history.append(List.of(entry(0), entry(1), entry(2)));
        assertThat(HistoryCheck.of(segments)).isEqualTo(new HistoryCheck(3, java.util.Optional.empty()));
        int line = segments.files.firstEntry().getValue().length / 3;
        segments.failAfterBytes = line + line / 2;
        assertThatThrownBy(() -> history.append(List.of(entry(3), entry(4), entry(5))))
                .isInstanceOf(UncheckedIOException.class);
        segments.failAfterBytes = Integer.MAX_VALUE;
        history.append(List.of(entry(3), entry(4), entry(5)));
        assertThat(HistoryCheck.of(segments))
                .as("the first of the torn write stands there twice")
                .isEqualTo(new HistoryCheck(7, java.util.Optional.empty()));
    }

    @Test
    void nothingIsReadAtTheStartAndTheFirstLineReadsOneEndWhateverThereIs() {
        int[] sizes = {0, 100_000};
        long[] bytes = new long[2];
        int[] reads = new int[2];
        for (int i = 0; i < sizes.length; i++) {
            var own = new MemorySegments();
            segments.files.clear();
            fill(sizes[i]);
            own.files.putAll(segments.files);
            var history = new LeafHistory(own);
            assertThat(own.reads + own.listings).as("at the start").isZero();
            history.append(entry(sizes[i] + 1));
            reads[i] = own.reads;
            bytes[i] = own.bytesRead;
            if (sizes[i] > 0) {
                assertThat(own.files.size()).isGreaterThan(20);
                assertThat(HistoryCheck.of(own).lines()).isEqualTo(100_001);
                assertThat(HistoryCheck.of(own).broken()).isEmpty();
            }
        }
        assertThat(reads[0]).isZero();
        assertThat(reads[1]).isEqualTo(1);
        assertThat(bytes[1]).isLessThanOrEqualTo(LeafHistory.TAIL_BYTES);
    }

    @Test
    void findsEveryByteThatWasChanged() {
        append(0, 3);
        String name = segments.files.firstKey();
        byte[] good = segments.content(name);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            segments.files.put(name, bad);
            var found = HistoryCheck.of(segments);
            boolean lastLineEnd = i == good.length - 1;
            if (lastLineEnd) {
                assertThat(found.lines())
                        .as("a line without its end counts as torn")
                        .isEqualTo(2);
            } else {
                assertThat(found.broken()).as("byte %d", i).isPresent();
            }
        }
    }

    @Test
    void findsLinesThatWereDroppedSwappedOrPutIn() {
        append(0, 4);
        String name = segments.files.firstKey();
        var lines = new String(segments.content(name), StandardCharsets.US_ASCII).split("(?<=\n)");
        for (var order : List.of(List.of(0, 2, 3), List.of(0, 2, 1, 3), List.of(0, 1, 1, 2, 3))) {
            var text = new StringBuilder();
            order.forEach(i -> text.append(lines[i]));
            segments.files.put(name, text.toString().getBytes(StandardCharsets.US_ASCII));
            assertThat(HistoryCheck.of(segments).broken())
                    .as("%s", order)
                    .hasValueSatisfying(text2 -> assertThat(text2).startsWith(name + ":"));
        }
    }

    @Test
    void aLineTornAtAnyByteLosesItselfAndNothingElse() {
        int length = HistoryLine.of(4, entry(3), HistoryLine.NONE).text().length();
        for (int torn = 0; torn < length; torn++) {
            segments.files.clear();
            segments.failAfterBytes = Integer.MAX_VALUE;
            append(0, 3);
            segments.failAfterBytes = torn;
            var history = new LeafHistory(segments);
            assertThatThrownBy(() -> history.append(entry(3))).isInstanceOf(UncheckedIOException.class);
            segments.failAfterBytes = Integer.MAX_VALUE;
            if (torn % 2 == 0) {
                history.append(entry(3));
                history.append(entry(4));
            } else {
                append(3, 5);
            }
            assertThat(HistoryCheck.of(segments))
                    .as("torn at %d", torn)
                    .isEqualTo(new HistoryCheck(5, java.util.Optional.empty()));
        }
    }

    @Test
    void twoTornSegmentsInARowAreNoEndEither() {
        append(0, 2);
        segments.failAfterBytes = 5;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> append(2, 3)).isInstanceOf(UncheckedIOException.class);
        }
        segments.failAfterBytes = Integer.MAX_VALUE;
        append(2, 4);
        assertThat(HistoryCheck.of(segments)).isEqualTo(new HistoryCheck(4, java.util.Optional.empty()));
    }

    @Test
    void anEndThatIsNotOursIsRefusedAndSaysWhichFile() {
        append(0, 2);
        String name = segments.files.firstKey();
        byte[] content = segments.content(name);
        content[content.length - 3] ^= 1;
        assertThatThrownBy(() -> append(2, 3))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(name);
    }

    @Test
    void theOldestSegmentGoesWhenThereAreTooMany() {
        fill(250_000);
        int before = segments.files.size();
        assertThat(before).isGreaterThan(LeafHistory.SEGMENTS_MAX);
        // The newest is full, so that the next line begins another one.
        String newest = segments.files.lastKey();
        if (segments.content(newest).length < LeafHistory.SEGMENT_BYTES_MAX) {
            var history = new LeafHistory(segments);
            for (int i = 250_001; segments.files.lastKey().equals(newest); i++) {
                history.append(entry(i));
            }
        } else {
            append(250_001, 250_002);
        }
        assertThat(segments.files).hasSize(LeafHistory.SEGMENTS_MAX);
        assertThat(HistoryCheck.of(segments).broken()).isEmpty();
    }

    @Test
    void aNameThatIsNotOneWordIsRefused() {
        var strange = new HistoryEntry(NOW, "spiffe://corp.example/x y", "1", "2", NOW);
        assertThatThrownBy(() -> new LeafHistory(segments).append(strange))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
