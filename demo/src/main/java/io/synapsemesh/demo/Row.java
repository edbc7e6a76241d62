package io.synapsemesh.demo;

/// One line of the report.
///
/// @param request one printable line: what was asked, and by whom
/// @param expected `allow`, `deny`, `rotated`, `changed` or `0 failed`
/// @param got the same words, or what happened instead
/// @param answer what the other side said, for people; not part of the JSON
record Row(String name, String request, String expected, String got, long millis, String answer) {
    Row {
        request = printable(request);
        got = printable(got);
        answer = printable(answer);
    }

    boolean ok() {
        return got.equals(expected);
    }

    private static String printable(String text) {
        var line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return line.toString();
    }
}
