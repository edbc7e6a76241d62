package io.synapsemesh.xds.render;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What an Envoy starts from: a bootstrap that leads to the control plane, or one with everything in it.
public final class BootstrapRenderer {
    private static final int CONNECTIONS_MAX = 50_000;

    /// The regular expression of a canonical path, and the one that bounds its length, are larger than Envoy's 100.
    private static final int REGEX_PROGRAM_MAX = 16_384;

    private BootstrapRenderer() {}

    /// Delta ADS over TLS with a node token; access logs go the same way, and questions to the port of decisions.
    public static BootstrapFiles render(BootstrapInput input) {
        var bootstrap = shell(input);
        var ads = ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
                .setTransportApiVersion(ApiVersion.V3)
                .setSetNodeOnFirstMessageOnly(true)
                .addGrpcServices(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(Names.CONTROL_PLANE)));
        bootstrap.setDynamicResources(Bootstrap.DynamicResources.newBuilder()
                .setAdsConfig(ads)
                .setCdsConfig(Ads.SOURCE)
                .setLdsConfig(Ads.SOURCE));
        return new BootstrapFiles(EnvoyYaml.print(bootstrap.build()), secrets(input));
    }

    /// Everything in one file, for an Envoy without a control plane; only access logs and questions still go there.
    ///
    /// @param resources all of one proxy, without secrets
    /// @param secretsFolder where the files of [#secretFile] lie, named by [#secretFileName]
    public static BootstrapFiles renderStatic(
            BootstrapInput input, Collection<Rendered> resources, Path secretsFolder) {
        UnaryOperator<SdsSecretConfig> files = secret -> secret.getSdsConfig().hasAds()
                ? secret.toBuilder()
                        .setSdsConfig(ControlPlaneCluster.fromFile(secretsFolder, secretFileName(secret.getName())))
                        .build()
                : secret;
        var inlining = new Inlining(resources, files);
        var bootstrap = shell(input);
        resources.stream().sorted(Comparator.comparing(Rendered::name)).forEach(resource -> {
            switch (resource.message()) {
                case Listener listener -> bootstrap.getStaticResourcesBuilder().addListeners(inlining.inline(listener));
                case Cluster cluster -> bootstrap.getStaticResourcesBuilder().addClusters(inlining.inline(cluster));
                default -> {}
            }
        });
        return new BootstrapFiles(EnvoyYaml.print(bootstrap.build()), secrets(input));
    }

    /// A file name for any name of a secret: bytes outside `[A-Za-z0-9.-]` as `_hh`.
    public static String secretFileName(String secret) {
        var name = new StringBuilder();
        for (byte b : secret.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-';
            if (plain) {
                name.append(c);
            } else {
                name.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return name + ".yaml";
    }

    /// The text of one secret's file. Holds the key: for a file of mode 0600.
    public static SecretBytes secretFile(Rendered secret) {
        return SecretBytes.copyOf(SecretFile.of(secret.message()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static TreeMap<String, String> secrets(BootstrapInput input) {
        var files = new TreeMap<String, String>();
        files.put(ControlPlaneCluster.file(ControlPlaneCluster.CA), SecretFile.anchors(input.caFile()));
        files.put(ControlPlaneCluster.file(ControlPlaneCluster.TOKEN), SecretFile.token(input.tokenFile()));
        return files;
    }

    private static Bootstrap.Builder shell(BootstrapInput input) {
        var regex = Value.newBuilder().setNumberValue(REGEX_PROGRAM_MAX).build();
        var runtime = RuntimeLayer.newBuilder()
                .setName("synapsemesh")
                .setStaticLayer(Struct.newBuilder()
                        .putFields("re2.max_program_size.error_level", regex)
                        .putFields("re2.max_program_size.warn_level", regex));
        var connections = ResourceMonitor.newBuilder()
                .setName("envoy.resource_monitors.global_downstream_max_connections")
                .setTypedConfig(Deterministic.pack(DownstreamConnectionsConfig.newBuilder()
                        .setMaxActiveDownstreamConnections(CONNECTIONS_MAX)
                        .build()));
        return Bootstrap.newBuilder()
                .setNode(Node.newBuilder().setId(input.node()).setCluster(input.node()))
                .setAdmin(Admin.newBuilder().setAddress(admin(input.admin())))
                .setLayeredRuntime(LayeredRuntime.newBuilder().addLayers(runtime))
                .setOverloadManager(OverloadManager.newBuilder().addResourceMonitors(connections))
                .addBootstrapExtensions(AuthorizerWay.extension())
                .setStaticResources(Bootstrap.StaticResources.newBuilder()
                        .addListeners(AuthorizerWay.listener())
                        .addAllClusters(
                                List.of(ControlPlaneCluster.render(input), AuthorizerWay.address(input.authorizer()))));
    }

    private static Address admin(BootstrapInput.AdminAddress admin) {
        return switch (admin) {
            case BootstrapInput.AdminAddress.Loopback(int port) ->
                Address.newBuilder()
                        .setSocketAddress(SocketAddress.newBuilder()
                                .setAddress("127.0.0.1")
                                .setPortValue(port))
                        .build();
            case BootstrapInput.AdminAddress.Socket(Path path) ->
                Address.newBuilder()
                        .setPipe(Pipe.newBuilder().setPath(path.toString()).setMode(0600))
                        .build();
        };
    }
}
