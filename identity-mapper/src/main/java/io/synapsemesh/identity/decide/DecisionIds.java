package io.synapsemesh.identity.decide;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// Names for decisions: ten characters of wall-clock milliseconds as in a ULID, five of this process, eight of a
/// count. They sort by time, differ between replicas, and cost one small array: there is one in each answer.
final class DecisionIds {
    /// Crockford's base 32.
    private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);

    private static final int TIME = 10;
    private static final int PROCESS = 5;
    private static final int COUNT = 8;

    private final long process;
    private final AtomicLong count = new AtomicLong();

    /// @param process drawn at random at the start
    DecisionIds(long process) {
        this.process = process;
    }

    String next(long millis) {
        var text = new byte[TIME + PROCESS + COUNT];
        write(text, 0, TIME, millis);
        write(text, TIME, PROCESS, process);
        write(text, TIME + PROCESS, COUNT, count.getAndIncrement());
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void write(byte[] text, int from, int length, long number) {
        long rest = number;
        for (int i = from + length - 1; i >= from; i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
