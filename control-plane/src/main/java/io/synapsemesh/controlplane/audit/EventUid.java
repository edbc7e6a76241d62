package io.synapsemesh.controlplane.audit;

import java.time.Instant;

/// A name for one event that sorts by time: ten characters of wall-clock milliseconds as in a ULID, then one for the
/// log
/// and nine of its sequence. Made of what the line says anyway, so encoding stays a function.
final class EventUid {
    /// Crockford's base 32.
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private EventUid() {}

    static String of(Instant time, LogName log, long sequence) {
        return base32(time.toEpochMilli(), 10) + DIGITS.charAt(log.ordinal()) + base32(sequence, 9);
    }

    private static String base32(long number, int length) {
        var text = new char[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }
}
