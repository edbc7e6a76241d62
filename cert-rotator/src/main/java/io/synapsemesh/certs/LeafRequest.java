package io.synapsemesh.certs;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// One leaf somebody wants: who, under which host names, for how long. It cannot be wrong about who may have names:
/// among SVIDs only workspaces may.
///
/// @param dnsNames at most 64, lower case, ordered
/// @param lifetime between one minute and 90 days; the backdate comes on top
public record LeafRequest(LeafName name, SortedSet<String> dnsNames, Duration lifetime) {
    public static final Duration LIFETIME_MIN = Duration.ofMinutes(1);
    public static final Duration LIFETIME_MAX = Duration.ofDays(90);
    public static final int NAMES_MAX = 64;

    public LeafRequest {
        dnsNames = Collections.unmodifiableSortedSet(new TreeSet<>(dnsNames));
        dnsNames.forEach(HostName::require);
        if (dnsNames.size() > NAMES_MAX) {
            throw new IllegalArgumentException(name.text() + " asks for more than " + NAMES_MAX + " host names");
        }
        if (lifetime.compareTo(LIFETIME_MIN) < 0 || lifetime.compareTo(LIFETIME_MAX) > 0) {
            throw new IllegalArgumentException(
                    name.text() + ": a leaf lives between " + LIFETIME_MIN + " and " + LIFETIME_MAX);
        }
        requireNames(name, dnsNames);
    }

    public static LeafRequest of(LeafName name, Collection<String> dnsNames, Duration lifetime) {
        return new LeafRequest(name, new TreeSet<>(dnsNames), lifetime);
    }

    private static void requireNames(LeafName name, SortedSet<String> dnsNames) {
        boolean fits = switch (name) {
            case LeafName.Svid svid -> dnsNames.isEmpty() || svid.isWorkspace();
            case LeafName.DevServer server -> dnsNames.equals(Collections.singleton(server.host()));
            case LeafName.Door door -> dnsNames.contains("localhost");
            case LeafName.PublicServer server -> !dnsNames.isEmpty();
        };
        if (!fits) {
            throw new IllegalArgumentException(name.text() + " may not carry the host names " + dnsNames);
        }
    }
}
