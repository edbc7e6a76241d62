package io.synapsemesh.xds.render;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.nio.file.Path;

/// Files that Envoy reads secrets from, in the shape of an SDS response. Only a secret that comes from such a file
/// may point to another file and have it watched: the same secret in the bootstrap itself is read once [measured on
/// Envoy 1.40].
final class SecretFile {
    private SecretFile() {}

    static String of(Message secret) {
        return EnvoyYaml.print(DiscoveryResponse.newBuilder()
                .addResources(Deterministic.pack(secret))
                .build());
    }

    /// The node token; without the directory beside the file name, the old token stays.
    static String token(Path file) {
        return of(Secret.newBuilder()
                .setName(ControlPlaneCluster.TOKEN)
                .setGenericSecret(GenericSecret.newBuilder()
                        .setSecret(DataSource.newBuilder()
                                .setFilename(file.toString())
                                .setWatchedDirectory(directory(file))))
                .build());
    }

    static String anchors(Path file) {
        return of(Secret.newBuilder()
                .setName(ControlPlaneCluster.CA)
                .setValidationContext(CertificateValidationContext.newBuilder()
                        .setTrustedCa(DataSource.newBuilder().setFilename(file.toString()))
                        .setWatchedDirectory(directory(file)))
                .build());
    }

    private static WatchedDirectory directory(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a file lies in a folder: " + file);
        }
        return WatchedDirectory.newBuilder().setPath(folder.toString()).build();
    }
}
