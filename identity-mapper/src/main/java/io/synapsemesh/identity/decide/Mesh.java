package io.synapsemesh.identity.decide;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.route.RouteTable;
import java.util.Optional;

/// Port: one moment of the mesh, all that a decision rests on but the token. It never changes; the next moment is
/// another object. Safe for many threads.
public interface Mesh {
    /// Counts moments: a policy, key or attachment that differs gives a higher number.
    long epoch();

    RouteTable routes();

    Optional<Site> site(DocumentRef workspace);

    /// @param host an endpoint's name, in lower case
    Optional<Place> place(String host);

    Optional<Proxy> proxy(DocumentRef ref);
}
