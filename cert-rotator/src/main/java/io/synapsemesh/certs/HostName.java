package io.synapsemesh.certs;

import java.util.regex.Pattern;

/// The DNS names that may stand in a certificate of ours: lower case, no wildcard, no trailing dot, at most 253 bytes
/// (RFC 1034 section 3.5, RFC 1123 section 2.1).
public final class HostName {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern GRAMMAR = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9]+");

    private HostName() {}

    /// A name that ends in a number is refused: some verifiers would read it as an IPv4 address.
    public static boolean isValid(String host) {
        return host.length() <= 253
                && GRAMMAR.matcher(host).matches()
                && !NUMERIC.matcher(host).matches();
    }

    static String require(String host) {
        if (!isValid(host)) {
            throw new IllegalArgumentException("not a host name for a certificate: " + host);
        }
        return host;
    }
}
