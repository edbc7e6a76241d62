package io.synapsemesh.certs.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Inputs made to cost: nesting, counts, lengths that are promised, numbers and lines without an end. What a reader
/// does with one is bounded by the input's own size, not by what the input says: the bytes it allocates are counted,
/// and it never needs more stack than it has.
class BombsTest {
    /// A reader copies an input a few times at most (text is two bytes a letter), beside a fixed part.
    private static final long TIMES = 12;

    private static final long FIXED = 4L << 20;

    private record Bomb(String name, Targets target, byte[] bytes) {}

    @TestFactory
    Stream<DynamicTest> isRefusedWithoutMuchWork() {
        return bombs().stream()
                .map(bomb -> DynamicTest.dynamicTest(bomb.target() + " " + bomb.name(), () -> {
                    bomb.target().accepts(new byte[] {1}); // classes are loaded before it counts
                    long before = allocated();
                    assertThat(bomb.target().accepts(bomb.bytes())).isFalse();
                    assertThat(allocated() - before).isLessThan(FIXED + TIMES * bomb.bytes().length);
                }));
    }

    @Test
    void thereAreAtLeastThirty() {
        assertThat(bombs()).hasSizeGreaterThanOrEqualTo(30);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static List<Bomb> bombs() {
        var all = new ArrayList<Bomb>();
        for (Targets der : List.of(Targets.CSR, Targets.CERTIFICATE)) {
            all.add(new Bomb("10 MB of zeros", der, new byte[10_000_000]));
            all.add(new Bomb("4,000 sequences without an end", der, repeated(4_000, 0x30, 0x80)));
            all.add(new Bomb("4,000 nested sequences", der, nestedDer(4_000)));
            all.add(new Bomb("7,000 null elements", der, wrapped(repeated(3_500, 5, 0))));
            all.add(new Bomb("two gigabytes promised", der, new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1}));
            all.add(new Bomb("a length of 126 bytes", der, new byte[] {0x30, (byte) 0xfe, 1, 1, 1}));
            all.add(new Bomb("strings in pieces in pieces", der, repeated(4_000, 0x24, 0x80)));
            all.add(new Bomb("an object identifier of 7,000 bytes", der, wrapped(tlv(6, 7_000, 0xff))));
            all.add(new Bomb("a number of 7,000 bytes", der, wrapped(tlv(2, 7_000, 0x7f))));
            all.add(new Bomb("tags in the high form", der, repeated(4_000, 0x3f, 0xff)));
        }
        for (Targets json : List.of(Targets.BUNDLE, Targets.BUNDLE_MAP)) {
            all.add(new Bomb("500,000 lists", json, text("[", 500_000)));
            all.add(new Bomb("100,000 objects", json, text("{\"keys\":", 100_000)));
            all.add(new Bomb("a million numbers", json, text("{\"keys\":[" + "1,".repeat(450_000), 1)));
            all.add(new Bomb("100,000 equal names", json, text("{" + "\"a\":1,".repeat(100_000), 1)));
            all.add(new Bomb("100,000 names that collide", json, collisions()));
            all.add(new Bomb(
                    "a number of a million digits", json, text("{\"spiffe_sequence\":" + "9".repeat(1_000_000), 1)));
            all.add(new Bomb("an exponent", json, text("{\"keys\":[],\"spiffe_sequence\":1e999999999}", 1)));
            all.add(new Bomb("a string of a million escapes", json, text("{\"a\":\"" + "\\u0041".repeat(150_000), 1)));
            all.add(new Bomb("a string without an end", json, text("\"", 1_000_000)));
            all.add(new Bomb("50 MB", json, new byte[50_000_000]));
            all.add(new Bomb("100,000 keys", json, text("{\"keys\":[" + "{},".repeat(100_000) + "{}]}", 1)));
        }
        String begin = "-----BEGIN CERTIFICATE-----\n";
        all.add(new Bomb("50 MB", Targets.PEM, new byte[50_000_000]));
        all.add(new Bomb("20,000 beginnings", Targets.PEM, text(begin, 18_000)));
        all.add(new Bomb("5,000 small blocks", Targets.PEM, text(begin + "QQ==\n-----END CERTIFICATE-----\n", 5_000)));
        all.add(new Bomb("a line of 500,000", Targets.PEM, text(begin + "A".repeat(500_000), 1)));
        all.add(new Bomb(
                "a block without an end", Targets.PEM, text(begin + ("A".repeat(64) + "\n").repeat(7_000), 1)));
        all.add(new Bomb(
                "a label of 500,000 words", Targets.PEM, text("-----BEGIN " + "A ".repeat(200_000) + "-----", 1)));
        all.add(new Bomb("empty lines", Targets.PEM, text(begin + "\n".repeat(400_000), 1)));
        all.add(new Bomb("a million segments", Targets.SPIFFE_ID, text("spiffe://td" + "/a".repeat(1_000_000), 1)));
        all.add(new Bomb("10 MB of one segment", Targets.SPIFFE_ID, text("spiffe://td/" + "a".repeat(10_000_000), 1)));
        all.add(new Bomb("2,000 dots", Targets.SPIFFE_ID, text("spiffe://td/" + "../".repeat(670), 1)));
        return all;
    }

    private static byte[] collisions() {
        var text = new StringBuilder("{");
        for (int i = 0; i < 8_000; i++) {
            // "Aa" and "BB" have one hash code, and so have all words made of them.
            for (int bit = 0; bit < 13; bit++) {
                text.append(bit == 0 ? "\"" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":1,");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] text(String text, int times) {
        return text.repeat(times).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] repeated(int times, int... bytes) {
        byte[] all = new byte[times * bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i % bytes.length];
        }
        return all;
    }

    private static byte[] nestedDer(int depth) {
        byte[] der = new byte[0];
        for (int i = 0; i < depth && der.length < 8_000; i++) {
            der = wrapped(der);
        }
        return der;
    }

    private static byte[] wrapped(byte[] content) {
        return joined(0x30, content);
    }

    private static byte[] tlv(int tag, int length, int value) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) value);
        return joined(tag, content);
    }

    private static byte[] joined(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        byte[] der = Arrays.copyOf(head, head.length + length);
        System.arraycopy(content, 0, der, head.length, length);
        return der;
    }
}
