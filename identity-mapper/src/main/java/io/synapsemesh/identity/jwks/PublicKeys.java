package io.synapsemesh.identity.jwks;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The usable keys of one set: public, asymmetric, for signatures; ordered by their text, each once.
record PublicKeys(List<Key> keys) {
    private static final String TENANT = "{tenantid}";
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /// One key: its public members, and whose it is (Entra's `issuer` member).
    record Key(TreeMap<String, String> members, Optional<String> issuer) {
        String text() {
            return JSONObjectUtils.toJSONString(members);
        }

        boolean hasId(String kid) {
            return kid.equals(members.get("kid"));
        }
    }

    PublicKeys {
        var seen = new TreeMap<String, Key>();
        keys.forEach(key -> seen.put(key.text() + "\n" + key.issuer().orElse(""), key));
        keys = seen.values().stream().sorted(Comparator.comparing(Key::text)).toList();
    }

    /// Only the keys that may vouch for `query`'s issuer.
    PublicKeys within(JwksQuery query) {
        return new PublicKeys(keys.stream()
                .filter(key -> key.issuer()
                        .map(issuer -> isIssuer(issuer, query.issuer()))
                        .orElse(query.scope() == KeyScope.OWN_OR_UNMARKED))
                .toList());
    }

    /// Equal, or Entra's template with a tenant id in the place of `{tenantid}`.
    static boolean isIssuer(String published, String asked) {
        int hole = published.indexOf(TENANT);
        if (hole < 0) {
            return published.equals(asked);
        }
        String before = published.substring(0, hole);
        String after = published.substring(hole + TENANT.length());
        return asked.length() > before.length() + after.length()
                && asked.startsWith(before)
                && asked.endsWith(after)
                && GUID.matcher(asked.substring(before.length(), asked.length() - after.length()))
                        .matches();
    }

    boolean has(String kid) {
        return keys.stream().anyMatch(key -> key.hasId(kid));
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /// `{"keys":[…]}` with the public members alone.
    String json() {
        return "{\"keys\":[" + String.join(",", keys.stream().map(Key::text).toList()) + "]}";
    }

    /// With each key's issuer, for the archive.
    List<Map<String, Object>> archived() {
        return keys.stream()
                .map(key -> {
                    var members = new TreeMap<String, Object>(key.members());
                    key.issuer().ifPresent(issuer -> members.put("issuer", issuer));
                    return (Map<String, Object>) members;
                })
                .toList();
    }
}
