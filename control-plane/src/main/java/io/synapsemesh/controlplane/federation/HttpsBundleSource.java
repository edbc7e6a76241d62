package io.synapsemesh.controlplane.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.BundleSource;
import io.synapsemesh.certs.federation.BundleUnavailable;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.Peer;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.HttpsFetcher;
import io.synapsemesh.identity.jwks.HttpsFetcher.ServerProof;
import io.synapsemesh.identity.jwks.Resolver;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Bundles by the same guarded GET as the key sets of identity providers: https without user, the address judged and
/// then
/// dialled, no redirect, 1 MiB, one deadline. Each fetch has a TLS of its own: what one peer proved is worth nothing to
/// another.
public final class HttpsBundleSource implements BundleSource {
    private final AddressPolicy policy;
    private final Resolver resolver;
    private final SSLContext web;
    private final Duration deadline;

    /// @param web whose servers are believed with [EndpointProof.HttpsWeb]
    public HttpsBundleSource(AddressPolicy policy, Resolver resolver, SSLContext web, Duration deadline) {
        this.policy = policy;
        this.resolver = resolver;
        this.web = web;
        this.deadline = deadline;
    }

    @Override
    public byte[] fetch(Peer peer, Optional<TrustBundle> authority) {
        try (var fetcher = fetcher(peer.proof(), authority)) {
            return fetcher.get(URI.create(peer.url()));
        } catch (FetchFailed | IllegalArgumentException e) {
            throw new BundleUnavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private HttpsFetcher fetcher(EndpointProof proof, Optional<TrustBundle> authority) {
        return switch (proof) {
            case EndpointProof.HttpsWeb() -> new HttpsFetcher(policy, resolver, web, ServerProof.HOST, deadline);
            case EndpointProof.HttpsSpiffe(var endpoint) ->
                new HttpsFetcher(policy, resolver, spiffe(endpoint, authority), ServerProof.TRUST_MANAGER, deadline);
        };
    }

    private static SSLContext spiffe(SpiffeId endpoint, Optional<TrustBundle> authority) {
        TrustBundle bundle =
                authority.orElseThrow(() -> new BundleUnavailable("there is no bundle of " + endpoint.trustDomain()));
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new SpiffeServer(endpoint, bundle)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }
}
