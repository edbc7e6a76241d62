package io.synapsemesh.identity.serve;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.DecisionDesk;
import io.synapsemesh.identity.decide.DeskScene;
import io.synapsemesh.identity.decide.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Both doors of one desk, asked as Envoy and Nginx ask.
final class Doors {
    final DeskScene scene;
    final DecisionDesk desk;
    Optional<Asker> asker = Optional.of(DeskScene.GATEWAY);
    private final AuthorizationService service;
    private final AuthRequest authRequest;

    Doors(DeskScene scene) {
        this.scene = scene;
        this.desk = scene.desk();
        this.service = new AuthorizationService(desk, () -> asker);
        this.authRequest = new AuthRequest(desk);
    }

    /// What Envoy sends of a request; tests change it from there.
    static AttributeContext.Builder attributes(
            Place place, SpiffeId carrier, String token, String method, String target) {
        return attributes(place, carrier, token, method, target, DeskScene.INSIDE.getHostAddress());
    }

    static AttributeContext.Builder attributes(
            Place place, SpiffeId carrier, String token, String method, String target, String source) {
        String host = DeskScene.host(place);
        var request = AttributeContext.HttpRequest.newBuilder()
                .setMethod(method)
                .setPath(target)
                .setHost(host)
                .putHeaders(":authority", host)
                .putHeaders(":method", method)
                .putHeaders(":path", target)
                .putHeaders("x-request-id", "7d2f3f6e-0000-4000-8000-000000000001");
        if (!token.isEmpty()) {
            request.putHeaders("x-synapsemesh-token", token);
        }
        return AttributeContext.newBuilder()
                .setSource(peer(carrier, source))
                .setRequest(AttributeContext.Request.newBuilder().setHttp(request))
                .setTlsSession(AttributeContext.TLSSession.newBuilder().setSni(host))
                .putContextExtensions("synapsemesh.workspace", place.workspace().qualifiedName())
                .putContextExtensions("synapsemesh.endpoint", place.endpoint().documentName());
    }

    static AttributeContext.Peer.Builder peer(SpiffeId carrier, String address) {
        return AttributeContext.Peer.newBuilder()
                .setPrincipal(carrier.uri())
                .setAddress(Address.newBuilder()
                        .setSocketAddress(
                                SocketAddress.newBuilder().setAddress(address).setPortValue(40_112)));
    }

    CheckResponse check(AttributeContext.Builder attributes) {
        var answer = new Answer();
        service.check(CheckRequest.newBuilder().setAttributes(attributes).build(), answer);
        if (answer.failure != null) {
            throw new AssertionError(answer.failure);
        }
        return java.util.Objects.requireNonNull(answer.response);
    }

    /// The status of a call that is to fail.
    Status fails(AttributeContext.Builder attributes) {
        var answer = new Answer();
        service.check(CheckRequest.newBuilder().setAttributes(attributes).build(), answer);
        if (answer.failure == null) {
            throw new AssertionError("answered: " + answer.response);
        }
        return Status.fromThrowable(answer.failure);
    }

    private static final class Answer implements StreamObserver<CheckResponse> {
        private @Nullable CheckResponse response;
        private @Nullable Throwable failure;

        @Override
        public void onNext(CheckResponse next) {
            response = next;
        }

        @Override
        public void onError(Throwable why) {
            failure = why;
        }

        @Override
        public void onCompleted() {}
    }

    /// 200, 400, 401 or 403.
    static int status(CheckResponse response) {
        return response.hasDeniedResponse()
                ? response.getDeniedResponse().getStatus().getCodeValue()
                : response.getStatus().getCode() == 0 ? 200 : 403;
    }

    static String word(CheckResponse response, String key) {
        return response.getDynamicMetadata()
                .getFieldsOrThrow("synapsemesh")
                .getStructValue()
                .getFieldsOrThrow(key)
                .getStringValue();
    }

    AuthAnswer auth(Asker edge, EdgeHeaders headers) {
        return authRequest.answer(edge, headers);
    }

    /// What Nginx sends of a request; tests change it from there.
    static EdgeHeaders edge(Place place, String token, String method, String target) {
        var headers = new EdgeHeaders()
                .with("X-Original-Method", method)
                .with("X-Original-URI", target)
                .with("X-Synapsemesh-Workspace", place.workspace().qualifiedName())
                .with("X-Synapsemesh-Endpoint", place.endpoint().documentName())
                .with("X-Synapsemesh-Source", DeskScene.INSIDE.getHostAddress());
        return token.isEmpty() ? headers : headers.with("X-Synapsemesh-Token", token);
    }

    /// Names compare without case, as in HTTP; `_` is not `-`.
    static final class EdgeHeaders implements AuthRequest.Headers {
        private final Map<String, List<String>> lines = new TreeMap<>();

        EdgeHeaders with(String name, String value) {
            lines.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(List.of(value)));
            return this;
        }

        EdgeHeaders and(String name, String value) {
            lines.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(value);
            return this;
        }

        EdgeHeaders without(String name) {
            lines.remove(name.toLowerCase(Locale.ROOT));
            return this;
        }

        @Override
        public List<String> all(String name) {
            return lines.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        }
    }
}
