package io.synapsemesh.controlplane.node;

import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// What a node token says.
///
/// @param id the token's own name, 32 hexadecimal digits: for listing, revoking and the audit log
/// @param node the MeshProxy, `namespace/name`
/// @param identity the SPIFFE identity the proxy acts for
/// @param sources where it may come from; empty: from anywhere
public record NodeCredential(
        String id, String node, SpiffeId identity, Instant issuedAt, Instant expiresAt, List<Cidr> sources) {
    public static final Duration LIFETIME_MAX = Duration.ofHours(24);
    public static final int SOURCES_MAX = 16;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
    private static final Pattern NODE = Pattern.compile(NAME + "/" + NAME);

    public NodeCredential {
        sources = List.copyOf(sources);
        if (!isId(id)) {
            throw new IllegalArgumentException("not the id of a node token: " + id);
        }
        if (!NODE.matcher(node).matches()) {
            throw new IllegalArgumentException("not a proxy (namespace/name): " + node);
        }
        if (sources.size() > SOURCES_MAX) {
            throw new IllegalArgumentException("more than " + SOURCES_MAX + " source ranges");
        }
        var life = Duration.between(issuedAt, expiresAt);
        if (!life.isPositive() || life.compareTo(LIFETIME_MAX) > 0) {
            throw new IllegalArgumentException("a node token lives up to " + LIFETIME_MAX + ", not " + life);
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public boolean mayComeFrom(InetAddress address) {
        return sources.isEmpty() || sources.stream().anyMatch(range -> range.contains(address));
    }
}
