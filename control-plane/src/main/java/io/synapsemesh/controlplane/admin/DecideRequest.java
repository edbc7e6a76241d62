package io.synapsemesh.controlplane.admin;

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The body of `POST /api/v1/decide` and `/explain`: one request, as an enforcement point would see it.
///
/// @param workspace `namespace/name`
/// @param endpoint `dev` (default), `sql` or `sqlOnDemand`
/// @param method of HTTP, on `dev`
/// @param path the target as sent, on `dev`
/// @param carrier SPIFFE id of the mTLS peer
/// @param source address of that peer; `127.0.0.1` by default
/// @param caller what the verified mesh token says; without it and without `token` the carrier is the caller
/// @param token a mesh token, which is verified as a request's; in place of `caller`, never logged or answered
record DecideRequest(
        @Nullable String workspace,
        @Nullable String endpoint,
        @Nullable String method,
        @Nullable String path,
        @Nullable String carrier,
        @Nullable String source,
        @Nullable CallerBody caller,
        @Nullable String token) {
    /// @param principal `user:entra/<tenant>/<id>` and so on
    /// @param groups absent if the token does not say
    /// @param groupsComplete `false` where there may be more; `true` by default
    record CallerBody(
            @Nullable String principal,
            @Nullable List<String> groups,
            @Nullable Boolean groupsComplete,
            @Nullable Map<String, String> claims,
            @Nullable String actor) {}

    String workspaceName() {
        return required("workspace", workspace);
    }

    Endpoint endpointKind() {
        String text = endpoint == null ? "dev" : endpoint;
        return Endpoint.byDocumentName(text)
                .orElseThrow(
                        () -> ApiProblem.badRequest("there is no endpoint " + text, "Write dev, sql or sqlOnDemand."));
    }

    String methodName() {
        return required("method", method);
    }

    String target() {
        return required("path", path);
    }

    SpiffeId carrierId() {
        return parsed("carrier", () -> SpiffeId.parse(required("carrier", carrier)));
    }

    InetAddress sourceAddress() {
        return parsed("source", () -> InetAddresses.forString(source == null ? "127.0.0.1" : source));
    }

    Optional<String> tokenText() {
        if (token != null && caller != null) {
            throw ApiProblem.badRequest("caller and token are both there", "Send the token, or what it says.");
        }
        return Optional.ofNullable(token);
    }

    @Override
    public String toString() {
        return "DecideRequest[" + workspace + ", " + method + "]";
    }

    Caller callerFacts() {
        CallerBody body = caller;
        if (body == null) {
            return new Caller.Carrier();
        }
        String text = required("caller.principal", body.principal());
        Principal principal = parsed("caller.principal", () -> PrincipalText.parse(text));
        String provider =
                parsed("caller.principal", () -> PrincipalText.provider(text.substring(text.indexOf(':') + 1), text));
        return new Caller.Bearer(
                principal,
                provider,
                groups(body),
                new TreeMap<>(body.claims() == null ? Map.of() : body.claims()),
                new TreeSet<>(),
                Optional.ofNullable(body.actor()).map(a -> parsed("caller.actor", () -> PrincipalText.parse(a))));
    }

    private static Groups groups(CallerBody body) {
        if (body.groups() == null) {
            return new Groups.Unknown();
        }
        var ids = new TreeSet<>(body.groups());
        return Boolean.FALSE.equals(body.groupsComplete()) ? new Groups.Partial(ids) : new Groups.Complete(ids);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ApiProblem.badRequest(field + " is missing", "Add " + field + " to the request body.");
        }
        return value;
    }

    private static <T> T parsed(String field, java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(field + ": " + e.getMessage(), "Correct " + field + ".");
        }
    }
}
