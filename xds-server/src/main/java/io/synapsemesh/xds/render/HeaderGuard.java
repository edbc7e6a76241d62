package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.ArrayList;
import java.util.List;

/// What is taken off a request before anything looks at it: the mesh's own headers except the token, Envoy's own,
/// those in which servers and proxies elsewhere say who somebody is, and those that some servers let override the
/// method or path that was authorized. Of several tokens the first stays, so what is verified is what is decided on.
///
/// Runs as early header mutation, before a route is chosen and a request id is made.
final class HeaderGuard {
    private static final String PREFIX = "x-synapsemesh-";
    private static final String KEPT = "token";
    private static final List<String> OVERRIDES =
            List.of("x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url");

    /// Of oauth2-proxy, Azure App Service, Cloudflare Access, and CGI's heirs.
    private static final String IDENTITIES =
            "x-(?:auth-request|remote|ms-client-principal).*|x-forwarded-(?:user|email|groups|preferred-username|access-token)"
                    + "|cf-access-.*|remote-user|proxy-authorization";

    private HeaderGuard() {}

    /// On a gateway, where the first hop of ours has made the request id.
    static TypedExtensionConfig render() {
        return extension(mutations());
    }

    /// On a sidecar, the first hop: the application's request id does not count.
    static TypedExtensionConfig renderFirstHop() {
        var mutations = mutations();
        mutations.add(remove("x-request-id"));
        return extension(mutations);
    }

    static HeaderMutation remove(String header) {
        return HeaderMutation.newBuilder().setRemove(header).build();
    }

    private static TypedExtensionConfig extension(List<HeaderMutation> mutations) {
        var mutation =
                io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation.newBuilder()
                        .addAllMutations(mutations);
        return TypedExtensionConfig.newBuilder()
                .setName("synapsemesh.header-guard")
                .setTypedConfig(Deterministic.pack(mutation.build()))
                .build();
    }

    private static List<HeaderMutation> mutations() {
        var mutations = new ArrayList<HeaderMutation>();
        mutations.add(LateFields.removeMatching(Strings.regex(PREFIX + allBut(KEPT))));
        mutations.add(LateFields.removeMatching(Strings.prefix("x-envoy-")));
        mutations.add(LateFields.removeMatching(Strings.regex(IDENTITIES)));
        OVERRIDES.forEach(header -> mutations.add(remove(header)));
        for (TokenPlace place : TokenPlace.values()) {
            mutations.add(keepFirst(place.header()));
        }
        return mutations;
    }

    private static HeaderMutation keepFirst(String header) {
        return HeaderMutation.newBuilder()
                .setAppend(HeaderValueOption.newBuilder()
                        .setHeader(HeaderValue.newBuilder().setKey(header).setValue("%REQ(" + header + ")%"))
                        .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS))
                .build();
    }

    /// Every text but `word`: RE2 has no look-ahead.
    static String allBut(String word) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < word.length(); i++) {
            String common = word.substring(0, i);
            texts.add(common);
            texts.add(common + "[^" + word.charAt(i) + "].*");
        }
        texts.add(word + ".+");
        return "(?:" + String.join("|", texts) + ")";
    }
}
