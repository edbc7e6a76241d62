package io.synapsemesh.xds.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import java.nio.charset.StandardCharsets;

/// Small resources: `mark` makes one content differ from another.
final class World {
    static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gw1");
    static final DocumentRef SIDECAR = new DocumentRef("MeshProxy", "etl", "sidecar");

    private World() {}

    static Resource cluster(String name, int mark) {
        return Resource.of(
                name,
                Cluster.newBuilder()
                        .setName(name)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(mark))
                        .build());
    }

    static Resource edsCluster(String name, int mark) {
        return Resource.of(
                name,
                Cluster.newBuilder()
                        .setName(name)
                        .setType(Cluster.DiscoveryType.EDS)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(mark))
                        .build());
    }

    static Resource endpoints(String name, int mark) {
        return Resource.of(
                name,
                ClusterLoadAssignment.newBuilder()
                        .setClusterName(name)
                        .setPolicy(ClusterLoadAssignment.Policy.newBuilder()
                                .setOverprovisioningFactor(com.google.protobuf.UInt32Value.of(100 + mark)))
                        .build());
    }

    static Resource listener(String name, int mark) {
        return Resource.of(
                name,
                Listener.newBuilder().setName(name).setStatPrefix("v" + mark).build());
    }

    static Resource route(String name, int mark) {
        return Resource.of(
                name,
                RouteConfiguration.newBuilder()
                        .setName(name)
                        .addInternalOnlyHeaders("v" + mark)
                        .build());
    }

    static Resource extension(String name, int mark) {
        return Resource.of(
                name,
                TypedExtensionConfig.newBuilder()
                        .setName(name)
                        .setTypedConfig(
                                com.google.protobuf.Any.newBuilder().setTypeUrl("type.googleapis.com/x.V" + mark))
                        .build());
    }

    static Resource secret(String name, String chain, String key) {
        return Resource.of(
                name,
                Secret.newBuilder()
                        .setName(name)
                        .setTlsCertificate(TlsCertificate.newBuilder()
                                .setCertificateChain(bytes(chain))
                                .setPrivateKey(bytes(key)))
                        .build());
    }

    private static DataSource bytes(String text) {
        return DataSource.newBuilder()
                .setInlineBytes(ByteString.copyFrom(text, StandardCharsets.UTF_8))
                .build();
    }
}
