package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtCacheConfig;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtHeader;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RequirementRule;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `jwt_authn`: verifies the mesh token. No token passes (the carrier then asks for itself), a bad one is 401.
///
/// One Envoy provider for each issuer, with that issuer's keys alone, so no tenant's key verifies another's token.
/// The payload goes to the request's metadata under the name of the IdentityProvider. It does not depend on a
/// workspace: all share it, and a new key is one resource.
///
/// The rule is bound to the presence of the token: one that is there must verify.
final class TokenFilter {
    /// Request headers that exist inside the filter chain only.
    static final String PRINCIPAL_HEADER = "x-synapsemesh-principal";

    static final String ISSUER_HEADER = "x-synapsemesh-issuer";

    /// 200 groups of 36 characters are 8 KB, in base64 11 KB; Envoy caches verified tokens up to this size.
    private static final int CACHED_TOKEN_BYTES_MAX = 16 << 10;

    private static final int CACHED_TOKENS_MAX = 200;
    private static final int CLOCK_SKEW_SECONDS = 60;

    private TokenFilter() {}

    static Rendered render(TokenPlace place, List<ProviderKeys> providers) {
        var filter = JwtAuthentication.newBuilder();
        var any = new ArrayList<JwtRequirement>();
        for (ProviderKeys keys : sorted(providers)) {
            List<Provider.Issuer> issuers = keys.provider().issuers();
            for (int i = 0; i < issuers.size(); i++) {
                Optional<String> jwks =
                        Optional.ofNullable(keys.jwks().get(issuers.get(i).url()));
                if (jwks.isPresent()) {
                    String name = keys.provider().name() + "/" + i;
                    filter.putProviders(name, provider(place, keys.provider(), issuers.get(i), jwks.get()));
                    any.add(JwtRequirement.newBuilder().setProviderName(name).build());
                }
            }
        }
        if (!any.isEmpty()) {
            filter.addRules(RequirementRule.newBuilder()
                    .setMatch(RouteMatch.newBuilder().setPrefix("").addHeaders(place.present()))
                    .setRequires(oneOf(any)));
        }
        String name = Names.tokens(place);
        var resource =
                TypedExtensionConfig.newBuilder().setName(name).setTypedConfig(Deterministic.pack(filter.build()));
        return new Rendered(name, resource.build(), Optional.empty(), Optional.empty());
    }

    private static JwtRequirement oneOf(List<JwtRequirement> requirements) {
        return requirements.size() == 1
                ? requirements.getFirst()
                : JwtRequirement.newBuilder()
                        .setRequiresAny(JwtRequirementOrList.newBuilder().addAllRequirements(requirements))
                        .build();
    }

    private static List<ProviderKeys> sorted(List<ProviderKeys> providers) {
        return providers.stream()
                .sorted(Comparator.comparing(keys -> keys.provider().name()))
                .toList();
    }

    private static JwtProvider provider(TokenPlace place, Provider provider, Provider.Issuer issuer, String jwks) {
        return JwtProvider.newBuilder()
                .setIssuer(issuer.url())
                .addAllAudiences(provider.audiences())
                .setRequireExpiration(true)
                .setClockSkewSeconds(CLOCK_SKEW_SECONDS)
                .setLocalJwks(DataSource.newBuilder().setInlineString(jwks))
                .setForward(true)
                // The one place it may stand: no query, no cookie.
                .addFromHeaders(JwtHeader.newBuilder().setName(place.header()).setValuePrefix(place.prefix()))
                .setPayloadInMetadata(provider.name())
                .setJwtCacheConfig(JwtCacheConfig.newBuilder()
                        .setJwtCacheSize(CACHED_TOKENS_MAX)
                        .setJwtMaxTokenSize(CACHED_TOKEN_BYTES_MAX))
                .addClaimToHeaders(header(PRINCIPAL_HEADER, provider.subjectClaim()))
                .addClaimToHeaders(header(ISSUER_HEADER, "iss"))
                .build();
    }

    private static JwtClaimToHeader header(String name, String claim) {
        return JwtClaimToHeader.newBuilder()
                .setHeaderName(name)
                .setClaimName(claim)
                .build();
    }
}
