package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.util.ArrayList;
import java.util.List;

/// The peer of the mTLS connection, by SPIFFE id.
///
/// Envoy's SPIFFE validator checks a certificate against the bundle of its *first* URI SAN, RBAC compares *all* of
/// them. So a federated authority could name one of ours second. Where other domains are trusted, a grant therefore
/// asks that the certificate names nobody of theirs; a Deny does not: whoever names the denied one is denied.
final class Carriers {
    private final Trust trust;

    Carriers(Trust trust) {
        this.trust = trust;
    }

    Principal is(SpiffeId id) {
        var parts = new ArrayList<>(List.of(maybe(id)));
        for (TrustDomain other : trust.all()) {
            if (!other.equals(id.trustDomain())) {
                parts.add(Principals.not(Principals.peer(Strings.prefix(other.uriPrefix()))));
            }
        }
        return Principals.and(parts);
    }

    Principal maybe(SpiffeId id) {
        return Principals.peer(Strings.exact(id.uri()));
    }
}
