package io.synapsemesh.identity.token;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// The three parts of a JWS in compact form (RFC 7515 section 7.1), not yet believed in any way.
///
/// Base64url is read strictly, without padding, blanks or spare bits (RFC 4648 section 3.5): each token has one
/// spelling, so one verified token is one entry of a cache and one line of evidence.
final class CompactToken {
    /// Envoy takes 60 KiB of headers; a token of 200 groups has 11 KB.
    static final int CHARS_MAX = 48 * 1024;

    static final int HEADER_CHARS_MAX = 4 * 1024;

    private static final byte[] SIXBITS = sixBits();
    private static final int DOT = -2;

    private final byte[] text;
    private final int headerEnd;
    private final int payloadEnd;

    private CompactToken(byte[] text, int headerEnd, int payloadEnd) {
        this.text = text;
        this.headerEnd = headerEnd;
        this.payloadEnd = payloadEnd;
    }

    static CompactToken parse(String compact) {
        if (compact.length() > CHARS_MAX) {
            throw Refusal.tooLarge("the token is longer than " + CHARS_MAX + " bytes");
        }
        // Anything outside ASCII becomes '?', which is no base64url.
        byte[] text = compact.getBytes(StandardCharsets.US_ASCII);
        var ends = new int[2];
        int dots = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            int bits = b < 0 ? -1 : SIXBITS[b];
            if (bits == -1) {
                throw Refusal.malformed("the token has characters that are not base64url");
            }
            if (bits == DOT) {
                if (dots < 2) {
                    ends[dots] = i;
                }
                dots++;
            }
        }
        if (dots == 4) {
            throw Refusal.malformed("the token is encrypted (JWE), which is never accepted");
        }
        if (dots != 2) {
            throw Refusal.malformed("the token has " + Math.min(dots + 1, 99) + " parts, not three");
        }
        if (ends[0] == 0 || ends[1] == ends[0] + 1) {
            throw Refusal.malformed("a part of the token is empty");
        }
        if (ends[0] > HEADER_CHARS_MAX) {
            throw Refusal.tooLarge("the token's header is longer than " + HEADER_CHARS_MAX + " bytes");
        }
        return new CompactToken(text, ends[0], ends[1]);
    }

    byte[] header() {
        return decode(0, headerEnd, "header");
    }

    byte[] payload() {
        return decode(headerEnd + 1, payloadEnd, "payload");
    }

    /// May be empty: what to say of that depends on the algorithm.
    Base64URL signature() {
        requireCanonical(payloadEnd + 1, text.length, "signature");
        return new Base64URL(new String(text, payloadEnd + 1, text.length - payloadEnd - 1, StandardCharsets.US_ASCII));
    }

    byte[] signingInput() {
        return Arrays.copyOf(text, payloadEnd);
    }

    int length() {
        return text.length;
    }

    private byte[] decode(int from, int to, String part) {
        requireCanonical(from, to, part);
        return Base64.getUrlDecoder().decode(Arrays.copyOfRange(text, from, to));
    }

    private void requireCanonical(int from, int to, String part) {
        int tail = (to - from) % 4;
        int spare = tail == 2 ? 0xf : tail == 3 ? 0x3 : 0;
        if (tail == 1 || tail != 0 && (SIXBITS[text[to - 1]] & spare) != 0) {
            throw Refusal.malformed("the token's " + part + " is not canonical base64url");
        }
    }

    private static byte[] sixBits() {
        var table = new byte[128];
        Arrays.fill(table, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = (byte) i;
        }
        table['.'] = DOT;
        return table;
    }
}
