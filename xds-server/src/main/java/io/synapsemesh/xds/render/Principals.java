package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.rbac.principals.mtls_authenticated.v3.Config;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// The algebra of RBAC principals: `and`, `or`, `not` that simplify, and the leaves. In Envoy a principal sees the
/// whole request, so everything about who asks, for what and from where is written as one.
final class Principals {
    static final Principal ANY = Principal.newBuilder().setAny(true).build();
    static final Principal NEVER = Principal.newBuilder().setNotId(ANY).build();

    private static final String MTLS = "envoy.rbac.principals.mtls_authenticated";

    private Principals() {}

    static Principal and(Principal... all) {
        return and(List.of(all));
    }

    static Principal and(Collection<Principal> all) {
        var parts = new LinkedHashSet<Principal>();
        for (Principal part : all) {
            if (part.hasAndIds()) {
                parts.addAll(part.getAndIds().getIdsList());
            } else {
                parts.add(part);
            }
        }
        parts.remove(ANY);
        if (parts.contains(NEVER)) {
            return NEVER;
        }
        return switch (parts.size()) {
            case 0 -> ANY;
            case 1 -> parts.getFirst();
            default ->
                Principal.newBuilder()
                        .setAndIds(Principal.Set.newBuilder().addAllIds(parts))
                        .build();
        };
    }

    static Principal or(Principal... some) {
        return or(List.of(some));
    }

    static Principal or(Collection<Principal> some) {
        var parts = new LinkedHashSet<Principal>();
        for (Principal part : some) {
            if (part.hasOrIds()) {
                parts.addAll(part.getOrIds().getIdsList());
            } else {
                parts.add(part);
            }
        }
        parts.remove(NEVER);
        if (parts.contains(ANY)) {
            return ANY;
        }
        return switch (parts.size()) {
            case 0 -> NEVER;
            case 1 -> parts.getFirst();
            default ->
                Principal.newBuilder()
                        .setOrIds(Principal.Set.newBuilder().addAllIds(parts))
                        .build();
        };
    }

    static Principal not(Principal one) {
        return one.hasNotId()
                ? one.getNotId()
                : Principal.newBuilder().setNotId(one).build();
    }

    /// A peer whose certificate was validated and has a URI SAN that `uri` matches. Never
    /// `Principal.authenticated`: it also matches certificates nobody validated.
    static Principal peer(StringMatcher uri) {
        var san = SubjectAltNameMatcher.newBuilder()
                .setSanType(SubjectAltNameMatcher.SanType.URI)
                .setMatcher(uri);
        return mtls(Config.newBuilder().setSanMatcher(san).build());
    }

    static Principal anyPeer() {
        return mtls(Config.newBuilder().setAnyValidatedClientCertificate(true).build());
    }

    /// The address of the peer of this connection, whatever headers say.
    static Principal from(Cidr cidr) {
        var range = CidrRange.newBuilder()
                .setAddressPrefix(com.google.common.net.InetAddresses.toAddrString(cidr.network()))
                .setPrefixLen(com.google.protobuf.UInt32Value.of(cidr.prefixLength()));
        return Principal.newBuilder().setDirectRemoteIp(range).build();
    }

    static Principal header(HeaderMatcher header) {
        return Principal.newBuilder().setHeader(header).build();
    }

    /// The path without its query.
    static Principal path(String regex) {
        return Principal.newBuilder()
                .setUrlPath(PathMatcher.newBuilder().setPath(Strings.regex(regex)))
                .build();
    }

    /// What filters before this one wrote down about the request.
    static Principal request(String filter, List<String> path, ValueMatcher value) {
        return metadata(MetadataSource.DYNAMIC, filter, path, value);
    }

    /// What the chosen route says about itself.
    static Principal route(String key, StringMatcher value) {
        return metadata(MetadataSource.ROUTE, Names.NAMESPACE, List.of(key), Strings.value(value));
    }

    private static Principal metadata(MetadataSource source, String filter, List<String> path, ValueMatcher value) {
        var matcher = MetadataMatcher.newBuilder().setFilter(filter).setValue(value);
        for (String key : path) {
            matcher.addPath(MetadataMatcher.PathSegment.newBuilder().setKey(key));
        }
        return Principal.newBuilder()
                .setSourcedMetadata(
                        SourcedMetadata.newBuilder().setMetadataSource(source).setMetadataMatcher(matcher))
                .build();
    }

    private static Principal mtls(Config config) {
        return Principal.newBuilder()
                .setCustom(TypedExtensionConfig.newBuilder().setName(MTLS).setTypedConfig(Deterministic.pack(config)))
                .build();
    }
}
