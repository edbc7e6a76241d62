package io.synapsemesh.documents.yaml;

/// A text of the user inside a message: in single quotes, without control characters, at most 80 characters.
public final class Quoted {
    private static final int CHARS_MAX = 80;

    private Quoted() {}

    public static String text(String text) {
        var quoted = new StringBuilder("'");
        int end = text.offsetByCodePoints(0, Math.min(CHARS_MAX, text.codePointCount(0, text.length())));
        text.substring(0, end).codePoints().forEach(c -> append(quoted, c));
        return quoted.append(end < text.length() ? "…'" : "'").toString();
    }

    private static void append(StringBuilder quoted, int c) {
        boolean format = Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE;
        if (Character.isISOControl(c) || format || c == '\u2028' || c == '\u2029') {
            quoted.append("\\u{").append(Integer.toHexString(c)).append('}');
        } else {
            quoted.appendCodePoint(c);
        }
    }
}
