package io.synapsemesh.certs.profile;

import io.synapsemesh.core.identity.SpiffeId;
import java.util.Optional;

/// Which sentence of the SPIFFE-ID standard (sections 2.1 to 2.3) a text breaks: the reason that stands beside a
/// refusal. [SpiffeId] decides alone whether there is one; a test holds that both agree on any text.
public enum SpiffeIdRule {
    TOO_LONG,
    SCHEME,
    TRUST_DOMAIN_EMPTY,
    TRUST_DOMAIN_TOO_LONG,
    TRUST_DOMAIN_CASE,
    TRUST_DOMAIN_CHARACTER,
    USER_INFO,
    PORT,
    PATH_MISSING,
    ROOT_PATH,
    TRAILING_SLASH,
    EMPTY_SEGMENT,
    DOT_SEGMENT,
    PERCENT,
    QUERY,
    FRAGMENT,
    /// NUL, line ends and other controls: they cut names in C and lines in logs.
    CONTROL,
    PATH_CHARACTER;

    private static final String SCHEME_TEXT = "spiffe://";
    private static final int TRUST_DOMAIN_MAX = 255;

    /// The first rule that `text` breaks as the id of a workload; empty if it is one.
    public static Optional<SpiffeIdRule> brokenBy(String text) {
        if (text.length() > SpiffeId.BYTES_MAX) {
            return Optional.of(TOO_LONG);
        }
        if (!text.startsWith(SCHEME_TEXT)) {
            return Optional.of(SCHEME);
        }
        int slash = text.indexOf('/', SCHEME_TEXT.length());
        String domain = text.substring(SCHEME_TEXT.length(), slash < 0 ? text.length() : slash);
        return ofDomain(domain).or(() -> slash < 0 ? Optional.of(PATH_MISSING) : ofPath(text.substring(slash)));
    }

    private static Optional<SpiffeIdRule> ofDomain(String domain) {
        if (domain.isEmpty()) {
            return Optional.of(TRUST_DOMAIN_EMPTY);
        }
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c == '@') {
                return Optional.of(USER_INFO);
            }
            // What stands before an @ is user information, whatever it is made of.
            if (c == ':' && domain.indexOf('@', i) < 0) {
                return Optional.of(PORT);
            }
            boolean allowed = c >= 'a' && c <= 'z' || isDigit(c) || c == '.' || c == '_' || c == '-' || c == ':';
            if (!allowed) {
                return Optional.of(c >= 'A' && c <= 'Z' ? TRUST_DOMAIN_CASE : special(c, TRUST_DOMAIN_CHARACTER));
            }
        }
        return domain.length() > TRUST_DOMAIN_MAX ? Optional.of(TRUST_DOMAIN_TOO_LONG) : Optional.empty();
    }

    private static Optional<SpiffeIdRule> ofPath(String path) {
        if (path.equals("/")) {
            return Optional.of(ROOT_PATH);
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || "./_-".indexOf(c) >= 0;
            if (!allowed) {
                return Optional.of(special(c, PATH_CHARACTER));
            }
        }
        if (path.contains("//")) {
            return Optional.of(EMPTY_SEGMENT);
        }
        if (path.endsWith("/")) {
            return Optional.of(TRAILING_SLASH);
        }
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return Optional.of(DOT_SEGMENT);
            }
        }
        return Optional.empty();
    }

    private static SpiffeIdRule special(char c, SpiffeIdRule otherwise) {
        return switch (c) {
            case '%' -> PERCENT;
            case '?' -> QUERY;
            case '#' -> FRAGMENT;
            default -> c < ' ' || c == '\u007f' ? CONTROL : otherwise;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
