package io.synapsemesh.benchmarks.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksStore;
import io.synapsemesh.identity.token.StoredKeys;
import io.synapsemesh.identity.token.TokenVerifier;
import io.synapsemesh.identity.token.VerifiedTokens;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One issuer, and everybody who reads its tokens: ours through the store of keys as in the control plane, and
/// Nimbus' own processor with its key at hand, which checks issuer, audience, end and signature as ours does.
final class TokenWorld {
    final RSAKey key;
    final TokenVerifier verifier;
    final VerifiedTokens cached;
    final DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();

    TokenWorld() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyID("-KI3Q9nNR7bRofxmeZoXqbHZGew").generate();
        var keys = new JWKSet(key.toPublicJWK());
        var provider = provider(keys.toString());
        var store = new JwksStore(
                uri -> {
                    throw new FetchFailed("nothing is fetched here");
                },
                new Nowhere(),
                (query, result) -> {},
                Runnable::run,
                Clock.systemUTC(),
                new SecureRandom());
        store.want(provider.issuers().stream()
                .flatMap(issuer -> JwksQueries.of(provider, issuer).stream())
                .toList());
        verifier = new TokenVerifier(new StoredKeys(store), Clock.systemUTC());
        verifier.believe(List.of(provider));
        cached = new VerifiedTokens(verifier, Clock.systemUTC(), VerifiedTokens.BYTES_MAX);
        nimbus.setJWSKeySelector(
                new JWSVerificationKeySelector<SecurityContext>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys)));
        nimbus.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<SecurityContext>(
                SignedToken.AUDIENCE,
                new JWTClaimsSet.Builder().issuer(SignedToken.ISSUER).build(),
                Set.of("sub", "exp", "groups")));
    }

    private static Provider provider(String jwks) {
        return new Provider(
                "entra",
                Origin.of(new DocumentRef("IdentityProvider", "", "entra"), 1),
                ProviderType.OIDC,
                List.of(new Provider.Issuer(SignedToken.ISSUER, Optional.empty())),
                List.of(SignedToken.AUDIENCE),
                "sub",
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(),
                new Provider.KeySource.Inline(jwks));
    }

    private static final class Nowhere implements JwksArchive {
        @Override
        public Optional<byte[]> read(String name) {
            return Optional.empty();
        }

        @Override
        public void write(String name, byte[] content) {}
    }
}
