package io.synapsemesh.e2e.parity;

import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.e2e.harness.AuthorizerFake;
import io.synapsemesh.xds.render.AuthorizerWords;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// An identity-mapper that answers what core decides, from nothing but what the gateway tells it. It knows tokens by
/// heart: what a token says is [TokenFacts]' to read, not the gateway's.
final class ParityAuthorizer {
    private final Map<String, World> worlds;
    private final Map<String, MeshToken> tokens;
    private final Supplier<Published> mesh;

    ParityAuthorizer(List<World> worlds, List<MeshToken> tokens, Supplier<Published> mesh) {
        this.worlds =
                worlds.stream().collect(Collectors.toMap(world -> world.ref().qualifiedName(), Function.identity()));
        this.tokens = tokens.stream().collect(Collectors.toMap(MeshToken::text, Function.identity()));
        this.mesh = mesh;
    }

    CheckResponse answer(CheckRequest request) {
        Question question = question(request.getAttributes());
        Published now = mesh.get();
        PolicyIr policy = Objects.requireNonNull(now.policies().get(ref(question)));
        Decision decision = question.decide(now.routes(), policy);
        return switch (decision) {
            case Decision.Allow ignored
            when question.world().injects() ->
                AuthorizerFake.allow(AuthorizerWords.UPSTREAM_AUTHORIZATION, "Bearer injected");
            case Decision.Allow ignored -> AuthorizerFake.allow();
            case Decision.Deny deny ->
                AuthorizerFake.deny(deny.reason().httpStatus(), new Expected(now.routes()).denied(question, deny));
        };
    }

    private Question question(AttributeContext about) {
        World world = Objects.requireNonNull(
                worlds.get(about.getContextExtensionsOrThrow(AuthorizerWords.WORKSPACE)), "a workspace of ours");
        AttributeContext.HttpRequest request = about.getRequest().getHttp();
        return new Question(
                world,
                SpiffeId.parse(about.getSource().getPrincipal()),
                about.getSource().getAddress().getSocketAddress().getAddress(),
                token(world, request.getHeadersMap()),
                request.getMethod(),
                request.getPath());
    }

    private Optional<MeshToken> token(World world, Map<String, String> headers) {
        String text = world.injects()
                ? headers.getOrDefault("authorization", "").replaceFirst("^Bearer ", "")
                : headers.getOrDefault("x-synapsemesh-token", "");
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(Objects.requireNonNull(tokens.get(text), "a token that somebody minted"));
    }

    private static DocumentRef ref(Question question) {
        return question.world().ref();
    }
}
