package io.synapsemesh.core.route;

import io.synapsemesh.core.path.CanonicalPath;
import java.util.List;

/// What a request requires of its caller.
public sealed interface Required {
    /// Nothing beyond the connection: SQL endpoints.
    record Connection() implements Required {}

    /// Every one of these.
    record Pairs(List<RequiredPair> pairs) implements Required {
        public Pairs {
            if (pairs.isEmpty()) {
                throw new IllegalArgumentException("a known route requires something");
            }
            pairs = List.copyOf(pairs);
        }
    }

    /// The route is not in the table. No role covers it; an Allow policy may, by method and literal path prefix.
    record UnknownRoute(String method, CanonicalPath path) implements Required {}
}
