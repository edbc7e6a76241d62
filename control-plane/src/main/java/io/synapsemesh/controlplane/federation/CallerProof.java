package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a caller of the bundle endpoint speaks for the trust domain of his certificate: an X.509-SVID under the
/// bundle of that domain and no other, of an identity that may speak for it. Any other workload of the domain may not:
/// what it says about its control plane is hearsay.
///
/// Judged for each request anew, so that neither an old TLS session nor a bundle that has changed meanwhile counts.
public final class CallerProof {
    private static final Logger LOG = LoggerFactory.getLogger(CallerProof.class);

    private final Function<TrustDomain, Optional<Speakers>> peers;

    /// @param identities who may speak for the domain
    public record Speakers(TrustBundle bundle, Set<SpiffeId> identities) {
        public Speakers {
            identities = Set.copyOf(identities);
        }
    }

    /// @param peers the domains we federate with and whose bundle is in force
    public CallerProof(Function<TrustDomain, Optional<Speakers>> peers) {
        this.peers = peers;
    }

    /// @param shown leaf first
    /// @return whom it proves; empty if nobody who may speak for a peer
    public Optional<SpiffeId> of(List<X509Certificate> shown) {
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        try {
            SpiffeId identity = SpiffeLeaf.identity(shown.getFirst());
            Optional<Speakers> speakers = peers.apply(identity.trustDomain());
            if (speakers.isEmpty() || !speakers.get().identities().contains(identity)) {
                return Optional.empty();
            }
            if (!speakers.get().bundle().trustDomain().equals(identity.trustDomain())) {
                throw new IllegalStateException("the bundle of another domain");
            }
            X509Certificate[] chain = shown.toArray(X509Certificate[]::new);
            BundleTrust.of(speakers.get().bundle())
                    .checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return Optional.of(identity);
        } catch (CertificateException e) {
            LOG.debug("a caller of the bundle endpoint proves nothing: reason={}", e.getMessage());
            return Optional.empty();
        }
    }
}
