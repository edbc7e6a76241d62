package io.synapsemesh.certs;

import java.util.Set;

/// Which host names a leaf may carry, as the documents in force say. The issuers ask it at every signature, so a
/// request cannot widen itself. Answered from memory; safe for many threads.
@FunctionalInterface
public interface DeclaredHosts {
    Set<String> of(LeafName name);
}
