package io.synapsemesh.xds.render;

import java.time.Duration;

/// How long a connection may live, and with it the identity it was opened with: a certificate is looked at in the
/// handshake and never again, so neither its end, nor its replacement, nor the removal of its root ends a connection.
///
/// Half a leaf's life, 12 hours at most (rules C): a leaf is replaced by 80 % of its life, so no connection carries an
/// identity that was replaced longer ago than this, nor one that was issued longer ago than 1.3 lives of a leaf.
///
/// @param max of any connection from a proxy's listener; what is under way then has [#GRACE] to end
public record ConnectionAge(Duration max) {
    /// Where leaves live for a day or longer.
    public static final Duration MAX = Duration.ofHours(12);

    /// Between the notice to go and the end.
    public static final Duration GRACE = Duration.ofSeconds(10);

    public static final ConnectionAge STANDARD = new ConnectionAge(MAX);

    public ConnectionAge {
        if (!max.isPositive() || max.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("a connection lives for 12 h at most, not " + max);
        }
    }

    /// @param leafTtl life of a leaf; `MeshTrust.leaf.ttl`
    public static ConnectionAge of(Duration leafTtl) {
        Duration half = leafTtl.dividedBy(2);
        return half.compareTo(MAX) < 0 ? new ConnectionAge(half) : STANDARD;
    }

    com.google.protobuf.Duration proto() {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(max.getSeconds())
                .setNanos(max.getNano())
                .build();
    }
}
