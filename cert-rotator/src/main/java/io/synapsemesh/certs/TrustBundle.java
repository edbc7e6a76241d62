package io.synapsemesh.certs;

import io.synapsemesh.core.identity.TrustDomain;

/// What vouches for one trust domain (SPIFFE Trust Domain and Bundle, section 4). Bundles of two domains are never
/// merged: there is no operation for it.
public record TrustBundle(TrustDomain trustDomain, Anchors anchors) implements Comparable<TrustBundle> {
    public String contentHash() {
        return anchors.contentHash();
    }

    @Override
    public int compareTo(TrustBundle other) {
        return trustDomain.compareTo(other.trustDomain);
    }
}
