package io.synapsemesh.controlplane.audit;

import java.util.regex.Pattern;

/// Text from outside, as far as it may stand in the log: bounded, and without anything that looks like a credential.
/// Line breaks and control characters are left to the JSON encoder, which escapes them.
final class Printable {
    static final int LENGTH_MAX = 4096;

    /// A compact JWS or JWE by its first bytes (`{"` in base64url), or what follows the scheme of a header.
    private static final Pattern CREDENTIAL =
            Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_.-]*|(?i:\\b(bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{8,}");

    private Printable() {}

    static String text(String text) {
        String bounded = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "…" : text;
        return mayHoldCredential(bounded) ? CREDENTIAL.matcher(bounded).replaceAll("[redacted]") : bounded;
    }

    /// Whether the beginning of one is in it: the pattern is asked of hardly any text, and it is the dearer of the two.
    private static boolean mayHoldCredential(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean begins = switch (text.charAt(i)) {
                case 'e' -> text.startsWith("eyJ", i);
                case 'b', 'B' ->
                    text.regionMatches(true, i, "bearer", 0, 6) || text.regionMatches(true, i, "basic", 0, 5);
                default -> false;
            };
            if (begins) {
                return true;
            }
        }
        return false;
    }

    /// Everything before a query or a fragment.
    static String path(String text) {
        int end = text.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = text.indexOf(mark);
            end = at >= 0 && at < end ? at : end;
        }
        return text(text.substring(0, end));
    }
}
