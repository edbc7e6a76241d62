package io.synapsemesh.core.path;

import java.nio.charset.StandardCharsets;

/// Between an item's name and its spelling in a canonical path.
public final class PercentEncoding {
    private static final String PLAIN = "-._~()'";

    private PercentEncoding() {}

    /// @param segment of a [CanonicalPath], so every `%` starts a well-formed escape
    public static String decode(String segment) {
        var bytes = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(segment, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /// What a client must send for `name`: escapes in lower case.
    public static String encode(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (alphanumeric || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return text.toString();
    }
}
