package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.synapsemesh.core.model.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Class 15 of the pitfalls: claims of a token that nobody verified become headers, an authorizer's answer chooses
/// another route after RBAC, a setting of one route silently drops the token's verification (envoy#43630,
/// envoyproxy/gateway#8781). Read from everything that is rendered, whatever the upstream credential.
final class UnverifiedClaimsTest {
    private static final String JWKS = "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"one\"}]}";
    private static final String CASE = """
            credential %s
            endpoint dev 10.20.0.6
            endpoint sql 10.20.0.7
            bind Synapse_Artifact_User workspace group:entra:g1 claims:github:repository=corp/etl
            policy Allow dev connect workload:etl:nightly
            policy Deny dev artifacts/read group:entra:g2
            """;

    @ParameterizedTest
    @ValueSource(strings = {"passThrough", "onBehalfOf", "managedIdentity", "servicePrincipal"})
    void claimsBecomeHeadersOnlyWhereATokenIsVerified(String credential) {
        List<Rendered> all = rendered(credential);
        List<JwtAuthentication> filters = tokenFilters(all);
        assertThat(filters).as("one for each place of a token").hasSize(TokenPlace.values().length);
        for (JwtAuthentication filter : filters) {
            assertThat(filter.getProvidersMap()).hasSize(2).allSatisfy((name, provider) -> {
                assertThat(provider.getIssuer()).startsWith("https://");
                assertThat(provider.getAudiencesList()).containsExactly("api://synapsemesh");
                assertThat(provider.getLocalJwks().getInlineString()).isEqualTo(JWKS);
                assertThat(provider.getRequireExpiration()).isTrue();
                assertThat(headers(provider)).containsExactly(TokenFilter.PRINCIPAL_HEADER, TokenFilter.ISSUER_HEADER);
            });
            assertThat(filter.getRulesList())
                    .singleElement()
                    .satisfies(rule -> assertThat(required(rule.getRequires()))
                            .isEqualTo(new TreeSet<>(filter.getProvidersMap().keySet())));
        }
        for (Rendered resource : all) {
            if (!resource.name().startsWith("jwt/")) {
                assertThat(found(tree(resource.message()), "claim_to_headers"))
                        .as(resource.name())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"passThrough", "managedIdentity"})
    void aHeaderOfThoseNamesThatAClientSendsIsTakenOffBeforeAnyFilter(String credential) {
        Pattern removed = Pattern.compile("x-synapsemesh-" + HeaderGuard.allBut("token"));
        assertThat(TokenFilter.PRINCIPAL_HEADER).matches(removed);
        assertThat(TokenFilter.ISSUER_HEADER).matches(removed);
        assertThat("x-synapsemesh-token").as("the token itself stays").doesNotMatch(removed);
        List<Rendered> listeners = rendered(credential).stream()
                .filter(resource -> !found(tree(resource.message()), "early_header_mutation_extensions")
                        .isEmpty())
                .toList();
        assertThat(listeners)
                .isNotEmpty()
                .allSatisfy(listener -> assertThat(
                                texts(found(tree(listener.message()), "early_header_mutation_extensions")))
                        .contains(removed.pattern()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"passThrough", "onBehalfOf", "managedIdentity", "servicePrincipal"})
    void nothingChoosesAnotherRouteAfterTheDecision(String credential) {
        for (Rendered resource : rendered(credential)) {
            assertThat(found(tree(resource.message()), "clear_route_cache"))
                    .as(resource.name())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"passThrough", "onBehalfOf", "managedIdentity", "servicePrincipal"})
    void noRouteReplacesOrDropsTheTokensVerification(String credential) {
        var forwarded = new ArrayList<String>();
        var switchedOff = new ArrayList<Struct>();
        for (Rendered resource : rendered(credential)) {
            visit(tree(resource.message()), (owner, field) -> {
                if (!field.equals("typed_per_filter_config")) {
                    return;
                }
                Struct settings = owner.getFieldsOrThrow(field).getStructValue();
                settings.getFieldsMap().forEach((filter, value) -> {
                    assertThat(filter).as(resource.name()).startsWith("ext-authz/");
                    assertThat(value.getStructValue().getFieldsOrThrow("@type").getStringValue())
                            .endsWith(".ext_authz.v3.ExtAuthzPerRoute");
                    if (value.getStructValue().containsFields("disabled")) {
                        switchedOff.add(owner);
                    } else {
                        forwarded.add(filter);
                    }
                });
            });
        }
        assertThat(switchedOff)
                .isNotEmpty()
                .allSatisfy(route -> assertThat(route.getFieldsMap())
                        .as("only what is answered here is not asked about")
                        .containsKey("direct_response")
                        .doesNotContainKey("route"));
        assertThat(forwarded).as("the virtual host says what is asked about").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"passThrough", "managedIdentity"})
    void theTokenIsVerifiedFirstByAFilterThatCannotBeLeftOut(String credential) {
        var workspace = RenderCase.parse(CASE.formatted(credential)).input().workspace();
        HttpFilter first = DevFilters.inOrder(workspace).getFirst();
        assertThat(first.getName()).isEqualTo(Names.tokens(TokenPlace.of(workspace.credential())));
        assertThat(first.getDisabled()).isFalse();
        assertThat(first.getIsOptional()).isFalse();
        assertThat(first.getConfigDiscovery().getTypeUrlsList())
                .containsExactly("type.googleapis.com/"
                        + JwtAuthentication.getDescriptor().getFullName());
        assertThat(first.getConfigDiscovery().hasDefaultConfig())
                .as("a chain without its keys waits, and serves nothing meanwhile")
                .isFalse();
        assertThat(first.getConfigDiscovery().getApplyDefaultConfigWithoutWarming())
                .isFalse();
    }

    /// Class 12 at the proxies: an issuer whose keys cannot be had is left out, and no key stands in for them.
    @Test
    void anIssuerWithoutKeysVerifiesNothingAndTheOthersStillDo() {
        var providers = RenderCase.parse(CASE.formatted("passThrough")).providers();
        var without = new ProviderKeys(providers.getFirst(), new TreeMap<>());
        var with = keys(providers.getLast());
        for (JwtAuthentication filter : tokenFilters(EnvoyRenderer.tokens(List.of(without, with)))) {
            assertThat(filter.getProvidersMap()).containsOnlyKeys("github/0");
            assertThat(filter.getRulesList())
                    .singleElement()
                    .satisfies(rule -> assertThat(required(rule.getRequires())).containsExactly("github/0"));
        }
        for (Rendered resource : EnvoyRenderer.tokens(List.of(without))) {
            Struct tree = tree(resource.message());
            assertThat(found(tree, "local_jwks")).as(resource.name()).isEmpty();
            assertThat(found(tree, "claim_to_headers")).as(resource.name()).isEmpty();
        }
        assertThat(found(tree(EnvoyRenderer.tokens(List.of(with)).getFirst().message()), "local_jwks"))
                .hasSize(1);
    }

    @Test
    void theSearchFindsWhatItLooksFor() throws InvalidProtocolBufferException {
        var filter = ExtAuthz.newBuilder().setClearRouteCache(true).build();
        var resource = TypedExtensionConfig.newBuilder()
                .setName("planted")
                .setTypedConfig(com.google.protobuf.Any.pack(filter))
                .build();
        assertThat(found(tree(resource), "clear_route_cache")).hasSize(1);
        var missing = JwtRequirement.newBuilder();
        JsonFormat.parser().merge("{\"allowMissing\":{}}", missing);
        assertThat(required(missing.build())).containsExactly("ALLOW_MISSING");
    }

    private static List<Rendered> rendered(String credential) {
        var input = RenderCase.parse(CASE.formatted(credential)).input();
        var all = new ArrayList<>(EnvoyRenderer.workspace(input).resources());
        all.addAll(EnvoyRenderer.tokens(
                input.providers().stream().map(UnverifiedClaimsTest::keys).toList()));
        all.addAll(EnvoyRenderer.gatewayListeners(
                RenderCase.proxy(Proxy.Role.GATEWAY, input.workspace()),
                List.of(input.workspace()),
                (workspace, endpoint) -> 0,
                ConnectionAge.STANDARD,
                "/dev/null"));
        all.addAll(EnvoyRenderer.sidecar(
                RenderCase.proxy(Proxy.Role.SIDECAR, input.workspace()),
                List.of(input.workspace()),
                ConnectionAge.STANDARD,
                "/dev/null"));
        return all;
    }

    private static ProviderKeys keys(io.synapsemesh.core.model.Provider provider) {
        return new ProviderKeys(
                provider, new TreeMap<>(Map.of(provider.issuers().getFirst().url(), JWKS)));
    }

    private static List<JwtAuthentication> tokenFilters(List<Rendered> resources) {
        return resources.stream()
                .filter(resource -> resource.name().startsWith("jwt/"))
                .map(resource -> {
                    try {
                        return ((TypedExtensionConfig) resource.message())
                                .getTypedConfig()
                                .unpack(JwtAuthentication.class);
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static List<String> headers(JwtProvider provider) {
        return provider.getClaimToHeadersList().stream()
                .map(JwtClaimToHeader::getHeaderName)
                .toList();
    }

    /// The providers one of which must have verified the token; a way around them shows as its own name.
    private static TreeSet<String> required(JwtRequirement requirement) {
        var names = new TreeSet<String>();
        switch (requirement.getRequiresTypeCase()) {
            case PROVIDER_NAME -> names.add(requirement.getProviderName());
            case REQUIRES_ANY ->
                requirement.getRequiresAny().getRequirementsList().forEach(one -> names.addAll(required(one)));
            default -> names.add(requirement.getRequiresTypeCase().name());
        }
        return names;
    }

    private static Struct tree(Message message) {
        var tree = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(EnvoyYaml.printJson(message), tree);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return tree.build();
    }

    /// Every value of the field, at any depth, also inside of packed messages. Fields at their default are not there.
    private static List<Value> found(Struct tree, String name) {
        var values = new ArrayList<Value>();
        visit(tree, (owner, field) -> {
            if (field.equals(name)) {
                values.add(owner.getFieldsOrThrow(field));
            }
        });
        return values;
    }

    private static void visit(Struct tree, BiConsumer<Struct, String> visitor) {
        tree.getFieldsMap().forEach((field, value) -> {
            visitor.accept(tree, field);
            visit(value, visitor);
        });
    }

    private static void visit(Value value, BiConsumer<Struct, String> visitor) {
        switch (value.getKindCase()) {
            case STRUCT_VALUE -> visit(value.getStructValue(), visitor);
            case LIST_VALUE -> value.getListValue().getValuesList().forEach(one -> visit(one, visitor));
            default -> {
                // A leaf.
            }
        }
    }

    private static List<String> texts(List<Value> values) {
        var texts = new ArrayList<String>();
        for (Value value : values) {
            switch (value.getKindCase()) {
                case STRING_VALUE -> texts.add(value.getStringValue());
                case STRUCT_VALUE ->
                    texts.addAll(texts(
                            List.copyOf(value.getStructValue().getFieldsMap().values())));
                case LIST_VALUE -> texts.addAll(texts(value.getListValue().getValuesList()));
                default -> {
                    // Not a text.
                }
            }
        }
        return texts;
    }
}
