package io.synapsemesh.certs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One walk over bytes that claim to be DER (ITU-T X.690 sections 8 to 11), before any parser sees them: two readers
/// that differ on a length, or on what an integer is, differ on what was signed. Bouncy Castle and the JDK both take
/// much that is only BER. The work is bounded by [#DEPTH_MAX] and [#ELEMENTS_MAX], whatever the bytes say.
///
/// Octet strings are not entered: what is wrapped in them is walked by whoever unwraps it.
public final class StrictDer {
    /// A certificate nests nine deep.
    public static final int DEPTH_MAX = 24;

    /// A leaf with 64 host names has about 150.
    public static final int ELEMENTS_MAX = 4096;

    /// What the bytes break.
    public enum Rule {
        EMPTY,
        TRUNCATED,
        TRAILING_BYTES,
        /// An end-of-contents, a tag in the high form, or a structure that is not constructed.
        TAG,
        INDEFINITE_LENGTH,
        LENGTH_NOT_MINIMAL,
        INTEGER,
        BOOLEAN,
        BIT_STRING,
        NULL,
        OBJECT_IDENTIFIER,
        CONSTRUCTED_STRING,
        STRING_CHARACTERS,
        /// Not `YYMMDDHHMMSSZ` up to 2049 and `YYYYMMDDHHMMSSZ` after (RFC 5280 section 4.1.2.5).
        TIME,
        SET_ORDER,
        TOO_DEEP,
        TOO_MANY
    }

    /// @param offset of the element that breaks it
    public record Fault(Rule rule, int offset) {
        @Override
        public String toString() {
            return rule + " at byte " + offset;
        }
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Broken(Rule rule, int offset) {
            super(rule.name(), null, false, false);
            fault = new Fault(rule, offset);
        }
    }

    private final byte[] der;
    private int elements;

    private StrictDer(byte[] der) {
        this.der = der;
    }

    /// The first thing that is not DER; empty if `der` is exactly one element of it.
    public static Optional<Fault> faultOf(byte[] der) {
        try {
            var walk = new StrictDer(der);
            int end = walk.element(0, der.length, 0);
            return end == der.length ? Optional.empty() : Optional.of(new Fault(Rule.TRAILING_BYTES, end));
        } catch (Broken e) {
            return Optional.of(e.fault);
        }
    }

    /// Checks the element at `start` and gives where the next one begins.
    private int element(int start, int limit, int depth) {
        if (depth > DEPTH_MAX) {
            throw new Broken(Rule.TOO_DEEP, start);
        }
        if (++elements > ELEMENTS_MAX) {
            throw new Broken(Rule.TOO_MANY, start);
        }
        if (start >= limit) {
            throw new Broken(Rule.EMPTY, start);
        }
        int tag = der[start] & 0xff;
        if (tag == 0 || (tag & 0x1f) == 0x1f) {
            throw new Broken(Rule.TAG, start);
        }
        int at = start + 1;
        if (at >= limit) {
            throw new Broken(Rule.TRUNCATED, start);
        }
        int length = der[at++] & 0xff;
        if (length == 0x80) {
            throw new Broken(Rule.INDEFINITE_LENGTH, start);
        }
        if (length > 0x80) {
            int bytes = length & 0x7f;
            if (bytes > 3 || at + bytes > limit) {
                boolean padded = at < limit && der[at] == 0;
                throw new Broken(padded ? Rule.LENGTH_NOT_MINIMAL : Rule.TRUNCATED, start);
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der[at++] & 0xff;
            }
            if (length < 0x80 || length >>> 8 * (bytes - 1) == 0) {
                throw new Broken(Rule.LENGTH_NOT_MINIMAL, start);
            }
        }
        int end = at + length;
        if (end > limit) {
            throw new Broken(Rule.TRUNCATED, start);
        }
        content(tag, start, at, end, depth);
        return end;
    }

    private void content(int tag, int start, int from, int end, int depth) {
        boolean universal = (tag & 0xc0) == 0;
        boolean constructed = (tag & 0x20) != 0;
        int number = tag & 0x1f;
        boolean structure = universal && (number == 16 || number == 17);
        if (structure && !constructed) {
            throw new Broken(Rule.TAG, start);
        }
        if (universal && constructed && !structure) {
            throw new Broken(Rule.CONSTRUCTED_STRING, start);
        }
        if (constructed) {
            children(universal && number == 17, from, end, depth);
        } else if (universal) {
            primitive(number, start, from, end);
        }
    }

    private void children(boolean isSet, int from, int end, int depth) {
        int before = -1;
        for (int at = from; at < end; ) {
            int next = element(at, end, depth + 1);
            if (isSet && before >= 0 && Arrays.compareUnsigned(der, before, at, der, at, next) > 0) {
                throw new Broken(Rule.SET_ORDER, at);
            }
            before = at;
            at = next;
        }
    }

    private void primitive(int number, int start, int from, int end) {
        int length = end - from;
        Optional<Rule> broken = switch (number) {
            case 1 -> when(length != 1 || der[from] != 0 && der[from] != -1, Rule.BOOLEAN);
            case 2, 10 -> when(!isInteger(from, length), Rule.INTEGER);
            case 3 -> when(!isBitString(from, end), Rule.BIT_STRING);
            case 5 -> when(length != 0, Rule.NULL);
            case 6 -> when(!isObjectIdentifier(from, end), Rule.OBJECT_IDENTIFIER);
            case 12 -> when(!isUtf8(from, length), Rule.STRING_CHARACTERS);
            case 18, 19, 22, 26 -> when(!isAscii(from, end), Rule.STRING_CHARACTERS);
            case 30 -> when(length % 2 != 0, Rule.STRING_CHARACTERS);
            case 23 -> when(length != 13 || !isTime(from, end), Rule.TIME);
            case 24 -> when(length != 15 || !isTime(from, end) || yearOf(from) < 2050, Rule.TIME);
            default -> Optional.empty();
        };
        if (broken.isPresent()) {
            throw new Broken(broken.get(), start);
        }
    }

    private static Optional<Rule> when(boolean broken, Rule rule) {
        return broken ? Optional.of(rule) : Optional.empty();
    }

    private boolean isInteger(int from, int length) {
        if (length == 0) {
            return false;
        }
        boolean padded = length > 1 && (der[from] == 0 && der[from + 1] >= 0 || der[from] == -1 && der[from + 1] < 0);
        return !padded;
    }

    private boolean isBitString(int from, int end) {
        if (end == from) {
            return false;
        }
        int unused = der[from];
        if (unused < 0 || unused > 7 || end - from == 1 && unused != 0) {
            return false;
        }
        return (der[end - 1] & (1 << unused) - 1) == 0 || end - from == 1;
    }

    private boolean isObjectIdentifier(int from, int end) {
        if (end == from || der[end - 1] < 0) {
            return false;
        }
        boolean first = true;
        for (int i = from; i < end; i++) {
            if (first && (der[i] & 0xff) == 0x80) {
                return false;
            }
            first = der[i] >= 0;
        }
        return true;
    }

    private boolean isUtf8(int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(der, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private boolean isAscii(int from, int end) {
        for (int i = from; i < end; i++) {
            if (der[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isTime(int from, int end) {
        for (int i = from; i < end - 1; i++) {
            if (der[i] < '0' || der[i] > '9') {
                return false;
            }
        }
        return der[end - 1] == 'Z';
    }

    private int yearOf(int from) {
        int year = 0;
        for (int i = from; i < from + 4; i++) {
            year = year * 10 + der[i] - '0';
        }
        return year;
    }
}
