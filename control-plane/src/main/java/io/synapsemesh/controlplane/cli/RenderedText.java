package io.synapsemesh.controlplane.cli;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.synapsemesh.xds.render.EnvoyYaml;
import io.synapsemesh.xds.render.Rendered;
import io.synapsemesh.xds.snapshot.Resource;
import java.util.List;
import java.util.Optional;

/// A served resource as text: `{"typeUrl","name","version","resource"}`, keys as `[redacted]`.
final class RenderedText {
    private static final ByteString REDACTED = ByteString.copyFromUtf8("[redacted]");
    private static final List<Class<? extends Message>> TYPES = List.of(
            Cluster.class,
            ClusterLoadAssignment.class,
            Listener.class,
            RouteConfiguration.class,
            Secret.class,
            TypedExtensionConfig.class);

    private RenderedText() {}

    static String line(Resource resource) {
        return "{\"typeUrl\":" + quoted(resource.type().url()) + ",\"name\":" + quoted(resource.name())
                + ",\"version\":" + quoted(resource.versionText()) + ",\"resource\":"
                + EnvoyYaml.printJson(redacted(message(resource.body()))) + "}";
    }

    static Rendered rendered(Resource resource) {
        return new Rendered(resource.name(), message(resource.body()), resource.origin(), Optional.empty());
    }

    private static Message message(Any body) {
        try {
            for (Class<? extends Message> type : TYPES) {
                if (body.is(type)) {
                    return body.unpack(type);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a resource of ours is readable", e);
        }
        throw new IllegalStateException("a resource of a type nobody renders: " + body.getTypeUrl());
    }

    private static Message redacted(Message message) {
        if (!(message instanceof Secret secret) || !secret.hasTlsCertificate()) {
            return message;
        }
        var key = DataSource.newBuilder().setInlineStringBytes(REDACTED);
        return secret.toBuilder()
                .setTlsCertificate(secret.getTlsCertificate().toBuilder().setPrivateKey(key))
                .build();
    }

    private static String quoted(String text) {
        return "\""
                + new String(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(text)) + "\"";
    }
}
