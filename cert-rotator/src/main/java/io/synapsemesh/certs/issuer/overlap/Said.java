package io.synapsemesh.certs.issuer.overlap;

/// What an issuer said, for status and terminal: somebody else's words, so they are short and steer nothing.
final class Said {
    private static final int CHARS_MAX = 512;

    private Said() {}

    static String plain(String text) {
        var plain = new StringBuilder();
        text.codePoints().limit(CHARS_MAX).forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return plain.toString();
    }
}
