package io.synapsemesh.e2e.acceptance;

import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/// One Envoy with a listener for each way to check a client, all answering 200 to whoever gets in. Certificates and
/// roots come over SDS from files, which a test may replace under the running Envoy.
final class EnvoyUnderTest implements AutoCloseable {
    /// How a listener checks its clients, or what is special about it; the listener's name.
    enum Door {
        plain("""
                trusted_ca: {filename: "%s/ca.pem"}"""),
        spiffe("""
                custom_validator_config:
                  name: envoy.tls.cert_validator.spiffe
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig
                    trust_domains:
                    - name: td.example
                      trust_bundle: {filename: "%s/ca.pem"}"""),
        /// Nothing to check against; arrives over SDS, as it would by mistake.
        empty(""),
        emptySpiffe("""
                custom_validator_config:
                  name: envoy.tls.cert_validator.spiffe
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig
                    trust_domains: []"""),
        /// Its roots and its own certificate are replaced while it serves.
        turning("""
                trusted_ca: {filename: "%s/ca.pem"}"""),
        /// Its own certificate is over.
        expired("""
                trusted_ca: {filename: "%s/ca.pem"}""");

        private final String validation;

        Door(String validation) {
            this.validation = validation;
        }
    }

    private final Path folder;
    private final EnvoyProcess envoy;

    private EnvoyUnderTest(Path folder, EnvoyProcess envoy) {
        this.folder = folder;
        this.envoy = envoy;
    }

    static EnvoyUnderTest start(Path folder, TestCa ca, TestCa.Held server, TestCa.Held old) {
        write(folder.resolve("ca.pem"), ca.pem());
        var listeners = new StringBuilder();
        for (Door door : Door.values()) {
            var held = door == Door.expired ? old : server;
            write(folder.resolve(door + "-leaf.yaml"), leaf(door, held.pem(), held.keyPem()));
            write(folder.resolve(door + "-trust.yaml"), trust(door, door.validation.replace("%s", folder.toString())));
            listeners.append(listener(door, folder));
        }
        var bootstrap = """
                node: {id: acceptance, cluster: acceptance}
                admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
                static_resources:
                  listeners:
                """ + listeners;
        var envoy = EnvoyProcess.start(EnvoyBinary.find(), EnvoyLaunch.of("acceptance", folder, bootstrap));
        try {
            envoy.awaitReady(Duration.ofSeconds(30));
        } catch (RuntimeException e) {
            envoy.close();
            throw e;
        }
        return new EnvoyUnderTest(folder, envoy);
    }

    int port(Door door) {
        return envoy.admin().listenerPort(door.name());
    }

    String version() {
        return envoy.admin().serverInfo().replaceFirst("(?s).*\"version\":\\s*\"[^/]*/([^/]*)/.*", "$1");
    }

    /// How many clients `door` has refused for their certificates, by Envoy's own count.
    long refused(Door door) {
        return envoy
                .admin()
                .stats("^listener\\." + door + "\\.ssl\\.(fail_verify_.*|connection_error)$")
                .entrySet()
                .stream()
                .filter(stat -> stat.getKey().contains("fail_verify"))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    /// Secrets of that name that Envoy did not take.
    long rejectedSecrets(String secret) {
        return envoy.admin().stats("sds\\." + secret + "\\.update_rejected$").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    long takenSecrets(String secret) {
        return envoy.admin().stats("sds\\." + secret + "\\.update_success$").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    String log() {
        return envoy.log();
    }

    void replaceLeaf(Door door, String chain, String key) {
        write(folder.resolve(door + "-leaf.yaml"), leaf(door, chain, key));
    }

    void replaceRoots(Door door, String pem) {
        write(
                folder.resolve(door + "-trust.yaml"),
                trust(door, "trusted_ca: {inline_string: %s}".formatted(quoted(pem))));
    }

    @Override
    public void close() {
        envoy.close();
    }

    private static String listener(Door door, Path folder) {
        return """
                  - name: %1$s
                    stat_prefix: %1$s
                    address: {socket_address: {address: 127.0.0.1, port_value: 0}}
                    filter_chains:
                    - transport_socket:
                        name: envoy.transport_sockets.tls
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                          require_client_certificate: true
                          disable_stateless_session_resumption: true
                          common_tls_context:
                            tls_certificate_sds_secret_configs:
                            - {name: %1$s-leaf, sds_config: {resource_api_version: V3, path_config_source: {path: "%2$s/%1$s-leaf.yaml"}}}
                            validation_context_sds_secret_config:
                              {name: %1$s-trust, sds_config: {resource_api_version: V3, path_config_source: {path: "%2$s/%1$s-trust.yaml"}}}
                      filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: %1$s
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes:
                              - match: {prefix: /}
                                direct_response: {status: 200}
                """.formatted(door, folder).indent(0);
    }

    private static String leaf(Door door, String chain, String key) {
        return resource(door + "-leaf", """
                tls_certificate:
                  certificate_chain: {inline_string: %s}
                  private_key: {inline_string: %s}""".formatted(quoted(chain), quoted(key)));
    }

    private static String trust(Door door, String validation) {
        return resource(
                door + "-trust",
                validation.isEmpty()
                        ? "validation_context: {}"
                        : "validation_context:\n" + validation.indent(2).stripTrailing());
    }

    private static String resource(String name, String secret) {
        return """
                resources:
                - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                  name: %s
                %s""".formatted(name, secret.indent(2));
    }

    private static String quoted(String pem) {
        return "\"" + String.join("\\n", List.of(pem.split("\n"))) + "\\n\"";
    }

    /// Moved into place, which is what Envoy watches for.
    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
