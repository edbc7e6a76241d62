package io.synapsemesh.xds.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The type of a resource, as xDS writes it: `type.googleapis.com/` and the full name of the message. Types are
/// compared
/// in the order in which they are pushed (make before break): clusters, endpoints, listeners, routes, secrets,
/// extension configurations, then everything else by name.
///
/// Source of the traits: Envoy's xDS protocol page ("Eventual consistency considerations", "How the client
/// specifies what resources to return").
public record TypeUrl(String url) implements Comparable<TypeUrl> {
    /// Longest type URL a client may name.
    public static final int LENGTH_MAX = 256;

    // Before the constants below, which are checked by it.
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+");

    public static final TypeUrl CLUSTER = new TypeUrl("type.googleapis.com/envoy.config.cluster.v3.Cluster");
    public static final TypeUrl ENDPOINT =
            new TypeUrl("type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment");
    public static final TypeUrl LISTENER = new TypeUrl("type.googleapis.com/envoy.config.listener.v3.Listener");
    public static final TypeUrl ROUTE = new TypeUrl("type.googleapis.com/envoy.config.route.v3.RouteConfiguration");
    public static final TypeUrl SECRET =
            new TypeUrl("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret");
    public static final TypeUrl EXTENSION_CONFIG =
            new TypeUrl("type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig");

    /// The known types in push order.
    public static final List<TypeUrl> PUSH_ORDER =
            List.of(CLUSTER, ENDPOINT, LISTENER, ROUTE, SECRET, EXTENSION_CONFIG);

    private static final Comparator<TypeUrl> ORDER =
            Comparator.comparingInt(TypeUrl::rank).thenComparing(TypeUrl::url);

    public TypeUrl {
        if (url.length() > LENGTH_MAX || !GRAMMAR.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "not a type URL (host/full.message.Name, at most " + LENGTH_MAX + " characters)");
        }
    }

    /// @throws IllegalArgumentException if `text` is not a type URL
    public static TypeUrl parse(String text) {
        for (TypeUrl known : PUSH_ORDER) {
            if (known.url.equals(text)) {
                return known;
            }
        }
        return new TypeUrl(text);
    }

    /// Position in the push order; lower goes first.
    @SuppressWarnings(
            "StringEquality") // parse hands out the constants: of every message, so the quick look comes first
    public int rank() {
        for (int rank = 0; rank < PUSH_ORDER.size(); rank++) {
            if (PUSH_ORDER.get(rank).url == url) {
                return rank;
            }
        }
        int rank = PUSH_ORDER.indexOf(this);
        return rank < 0 ? PUSH_ORDER.size() : rank;
    }

    /// A state-of-the-world response of this type holds everything the client should have; absence means
    /// removal. For the other types a response may hold a part.
    public boolean fullState() {
        return equals(CLUSTER) || equals(LISTENER);
    }

    /// A first request without names subscribes to everything.
    public boolean legacyWildcard() {
        return fullState();
    }

    /// A removal waits until the routes that used the resource are ACKed. Nothing else is ever deferred: a
    /// listener, route, secret or RBAC that goes away is a tightening.
    public boolean removalWaits() {
        return equals(CLUSTER) || equals(ENDPOINT);
    }

    /// Envoy mishandles the removal of an extension configuration (envoy#32823): it is never told.
    public boolean removalTold() {
        return !equals(EXTENSION_CONFIG);
    }

    /// Traffic follows these, so new ones go out after the clusters they use.
    public boolean routesTraffic() {
        return equals(LISTENER) || equals(ROUTE);
    }

    /// The last part, for labels and messages: `Cluster`.
    public String shortName() {
        return url.substring(url.lastIndexOf('.') + 1);
    }

    @Override
    public int compareTo(TypeUrl other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return url;
    }
}
