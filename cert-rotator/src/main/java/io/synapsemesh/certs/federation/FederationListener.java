package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.TrustDomain;
import java.util.Optional;
import java.util.SortedMap;

/// Told what peers let us know. Called by several threads, [#trusted] by one at a time and in order; must not block.
public interface FederationListener {
    /// What may be believed from now on, each bundle in its own domain only. A peer that is not in it is not believed.
    void trusted(SortedMap<TrustDomain, TrustBundle> bundles);

    /// A peer was asked.
    ///
    /// @param failure why there is nothing new; empty if what came is in force
    void polled(TrustDomain trustDomain, Optional<String> failure);
}
