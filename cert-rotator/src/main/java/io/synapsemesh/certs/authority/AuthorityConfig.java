package io.synapsemesh.certs.authority;

import io.synapsemesh.core.identity.TrustDomain;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the embedded authorities are made for.
///
/// @param rootTtl life of the mesh root; `MeshTrust.issuer.embedded.rootTtl`
/// @param backdate `MeshTrust.leaf.backdate`
/// @param clientSuffixes the host suffixes of `dev` in the declared clouds, such as `dev.azuresynapse.net`; at least
///     two labels each, because a root for a whole top-level domain would be a root for the Internet
public record AuthorityConfig(
        TrustDomain trustDomain, Duration rootTtl, Duration backdate, SortedSet<String> clientSuffixes) {
    /// The door's first anchor; the prepared one lives as long again.
    static final Duration DOOR_ROOT_TTL = Duration.ofDays(5 * 365);

    static final Duration CLIENT_ROOT_TTL = Duration.ofDays(5 * 365);
    static final int SUFFIXES_MAX = 32;

    public AuthorityConfig {
        clientSuffixes = Collections.unmodifiableSortedSet(new TreeSet<>(clientSuffixes));
        if (rootTtl.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("a root lives at least an hour, not " + rootTtl);
        }
        if (clientSuffixes.size() > SUFFIXES_MAX) {
            throw new IllegalArgumentException("more than " + SUFFIXES_MAX + " host suffixes");
        }
        for (String suffix : clientSuffixes) {
            if (!io.synapsemesh.certs.HostName.isValid(suffix) || !suffix.contains(".")) {
                throw new IllegalArgumentException("not a host suffix of at least two labels: " + suffix);
            }
        }
    }
}
