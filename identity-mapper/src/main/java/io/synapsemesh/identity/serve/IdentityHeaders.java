package io.synapsemesh.identity.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Headers in which somebody behind us might read who is asking, or what is asked for, in every spelling that some
/// server takes for the same name: CGI and its heirs turn all that is no letter or digit into `_`, so
/// `x_synapsemesh_principal` becomes our own header there.
final class IdentityHeaders {
    private static final List<String> PREFIXES =
            List.of("x-synapsemesh-", "x-auth-request-", "x-ms-client-principal", "cf-access-", "x-envoy-");
    private static final Set<String> NAMES = Set.of(
            "x-forwarded-user",
            "x-forwarded-email",
            "x-forwarded-groups",
            "x-forwarded-preferred-username",
            "x-forwarded-access-token",
            "x-forwarded-client-cert",
            "x-forwarded-uri",
            "x-forwarded-method",
            "x-original-uri",
            "x-original-url",
            "x-original-method",
            "x-rewrite-url",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "remote-user",
            "x-remote-user",
            "x-remote-group",
            "proxy-authorization");
    /// Looked at in this very spelling, made or verified in the proxy, and taken off there.
    private static final Set<String> KNOWN = Set.of(
            "authorization", "x-synapsemesh-token", "x-synapsemesh-principal", "x-synapsemesh-issuer", "x-request-id");
    private static final String AUTHORIZATION = "authorization";

    private IdentityHeaders() {}

    /// @param names of a request, as they came
    /// @return those that must not go on
    static List<String> among(Iterable<String> names) {
        var found = new ArrayList<String>(2);
        for (String name : names) {
            if (isOne(name)) {
                found.add(name);
            }
        }
        return found;
    }

    private static boolean isOne(String name) {
        if (name.startsWith(":") || KNOWN.contains(name)) {
            return false;
        }
        String plain = plain(name);
        if (plain.equals(AUTHORIZATION)) {
            return true;
        }
        for (String prefix : PREFIXES) {
            if (plain.startsWith(prefix)) {
                return true;
            }
        }
        return NAMES.contains(plain);
    }

    private static String plain(String name) {
        boolean alreadyPlain = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            alreadyPlain &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        if (alreadyPlain) {
            return name;
        }
        var text = new StringBuilder(name.length());
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            text.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '-');
        }
        return text.toString();
    }
}
