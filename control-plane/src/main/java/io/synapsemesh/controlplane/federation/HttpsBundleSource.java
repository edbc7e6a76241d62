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
import io.synapsemesh.identity.jwks.TlsTrust;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/// Bundles by the same guarded GET as the key sets of identity providers: https without user, the address judged and
/// then dialled, no redirect, 1 MiB, one deadline. Each fetch has a TLS of its own: what one peer proved is worth
/// nothing to another, and no session made with an older certificate of ours is resumed.
///
/// An endpoint that asks for a client certificate is shown the control plane's SVID, by either profile: that is what
/// makes "we hold this bundle" the word of our trust domain.
public final class HttpsBundleSource implements BundleSource {
    private final AddressPolicy policy;
    private final Resolver resolver;
    private final TlsTrust web;
    private final Supplier<Optional<X509ExtendedKeyManager>> shown;
    private final Duration deadline;

    /// @param web whose servers are believed with [EndpointProof.HttpsWeb]
    /// @param shown our SVID, if there is one now
    public HttpsBundleSource(
            AddressPolicy policy,
            Resolver resolver,
            TlsTrust web,
            Supplier<Optional<X509ExtendedKeyManager>> shown,
            Duration deadline) {
        this.policy = policy;
        this.resolver = resolver;
        this.web = web;
        this.shown = shown;
        this.deadline = deadline;
    }

    @Override
    public Answer fetch(Peer peer, Optional<TrustBundle> authority, Optional<String> held) {
        try (var fetcher = fetcher(peer.proof(), authority)) {
            URI uri = URI.create(peer.url());
            Optional<byte[]> json =
                    held.isPresent() ? fetcher.getUnless(uri, held.get()) : Optional.of(fetcher.get(uri));
            return json.<Answer>map(Answer.Bundle::new).orElseGet(Answer.Unchanged::new);
        } catch (FetchFailed | IllegalArgumentException e) {
            throw new BundleUnavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private HttpsFetcher fetcher(EndpointProof proof, Optional<TrustBundle> authority) {
        var keys = shown.get();
        return switch (proof) {
            case EndpointProof.HttpsWeb() ->
                new HttpsFetcher(
                        policy, resolver, keys.map(web::context).orElseGet(web::context), ServerProof.HOST, deadline);
            case EndpointProof.HttpsSpiffe(var endpoint) ->
                new HttpsFetcher(
                        policy, resolver, spiffe(endpoint, authority, keys), ServerProof.TRUST_MANAGER, deadline);
        };
    }

    private static SSLContext spiffe(
            SpiffeId endpoint, Optional<TrustBundle> authority, Optional<X509ExtendedKeyManager> keys) {
        TrustBundle bundle =
                authority.orElseThrow(() -> new BundleUnavailable("there is no bundle of " + endpoint.trustDomain()));
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keys.map(manager -> new KeyManager[] {manager}).orElse(null),
                    new TrustManager[] {new SpiffeServer(endpoint, bundle)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }
}
