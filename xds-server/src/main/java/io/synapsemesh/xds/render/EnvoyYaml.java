package io.synapsemesh.xds.render;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.bootstrap.internal_listener.v3.InternalListener;
import io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.List;

/// Prints Envoy's messages as the YAML Envoy reads, field names as in its documentation, with the late fields in
/// it.
public final class EnvoyYaml {
    /// Every extension this package puts into an `Any`; a missing one is found by the first golden that has it.
    private static final List<Descriptor> EXTENSIONS = List.of(
            CredentialInjector.getDescriptor(),
            Config.getDescriptor(),
            DownstreamConnectionsConfig.getDescriptor(),
            DownstreamTlsContext.getDescriptor(),
            ExtAuthz.getDescriptor(),
            ExtAuthzPerRoute.getDescriptor(),
            FileAccessLog.getDescriptor(),
            HeaderMutation.getDescriptor(),
            HttpConnectionManager.getDescriptor(),
            HttpGrpcAccessLogConfig.getDescriptor(),
            HttpProtocolOptions.getDescriptor(),
            InternalListener.getDescriptor(),
            JwtAuthentication.getDescriptor(),
            Listener.getDescriptor(),
            RouteConfiguration.getDescriptor(),
            Router.getDescriptor(),
            SPIFFECertValidatorConfig.getDescriptor(),
            Secret.getDescriptor(),
            TlsInspector.getDescriptor(),
            UpstreamCodec.getDescriptor(),
            io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.getDescriptor(),
            io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.getDescriptor(),
            io.envoyproxy.envoy.extensions.rbac.principals.mtls_authenticated.v3.Config.getDescriptor());

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .preservingProtoFieldNames()
            .sortingMapKeys()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(LateFields.descriptors())
                    .add(EXTENSIONS)
                    .build());

    private EnvoyYaml() {}

    public static String print(Message message) {
        return YamlText.of(tree(message));
    }

    /// One line of JSON.
    public static String printJson(Message message) {
        try {
            return PRINTER.omittingInsignificantWhitespace().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw unknown(message, e);
        }
    }

    private static Struct tree(Message message) {
        var tree = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(PRINTER.print(message), tree);
        } catch (InvalidProtocolBufferException e) {
            throw unknown(message, e);
        }
        return tree.build();
    }

    private static IllegalStateException unknown(Message message, InvalidProtocolBufferException e) {
        return new IllegalStateException(
                "an extension in this " + message.getDescriptorForType().getName() + " is not listed here", e);
    }
}
