package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.certs.store.SealedRecord;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Everything a running control plane says, writes and answers while keys come and go, searched for the keys: live and
/// retired ones, of leaves and of roots, and the one that seals them, in every form that [KeySearch] knows. The search
/// then proves itself: a key planted in each of these places is found there.
class KeyBytesTest {
    @TempDir
    private Path directory;

    private final Map<String, byte[]> said = new LinkedHashMap<>();
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    /// Every line of the log, with its exception, as somebody might print it.
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        byte[] text() {
            return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }

    @Test
    void noKeyIsInAnythingThatIsSaidWrittenOrAnswered() throws Exception {
        var lines = new Lines();
        listening(lines, this::live);
        said.put("log", lines.text());
        files();

        assertThat(lines.lines).as("the log was listened to").anyMatch(line -> line.contains("leaf issued"));
        assertThat(secrets).as("keys were found to search for").hasSizeGreaterThan(15);
        assertThat(said).hasSizeGreaterThan(20);
        assertThat(hits()).isEmpty();
        findsWhatIsPlanted(lines);
    }

    /// What was found, and where.
    private List<String> hits() {
        var hits = new ArrayList<String>();
        said.forEach((where, bytes) -> {
            var search = new KeySearch(bytes);
            secrets.forEach((name, secret) -> {
                if (search.finds(secret)) {
                    hits.add(name + " is in " + where);
                }
            });
        });
        return hits;
    }

    /// The same search over the same places, each with one more key in it, in another form each time: every place and
    /// every form is found out, and only those. The log has its key from a logger deep in the code.
    private void findsWhatIsPlanted(Lines lines) throws Exception {
        KeyPair key = KeySearchTest.key();
        secrets.clear();
        secrets.put("planted", KeySearchTest.scalar(key));
        assertThat(hits()).isEmpty();
        var expected = new ArrayList<String>();
        var forms = KeySearchTest.Form.values();
        int next = 0;
        for (var place : said.entrySet()) {
            byte[] leak = KeySearchTest.leak(forms[next++ % forms.length], key);
            byte[] with = Arrays.copyOf(place.getValue(), place.getValue().length + leak.length);
            System.arraycopy(leak, 0, with, place.getValue().length, leak.length);
            place.setValue(with);
            expected.add("planted is in " + place.getKey());
        }
        assertThat(next).as("every form had its turn").isGreaterThanOrEqualTo(forms.length);
        assertThat(hits()).isEqualTo(expected);
        said.clear();
        listening(
                lines,
                () -> LoggerFactory.getLogger("io.synapsemesh.certs.rotate.LeafRotator")
                        .trace(
                                "leaf issued: key={}",
                                Arrays.toString(key.getPrivate().getEncoded())));
        said.put("log", lines.text());
        assertThat(hits()).containsExactly("planted is in log");
    }

    /// While keys come and go.
    private void live() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            keys("first");
            ManagedChannel channel = channel(running);
            try {
                subscribe(running, channel);
                rotateAll();
                keys("second");
                failOnce();
                rotateAll();
                keys("third");
                ask(running, channel);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /// Everything is logged meanwhile, and heard.
    private static void listening(Lines lines, Work work) throws Exception {
        lines.start();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var ours = (Logger) LoggerFactory.getLogger("io.synapsemesh");
        root.addAppender(lines);
        ours.setLevel(Level.TRACE);
        try {
            work.run();
        } finally {
            root.detachAppender(lines);
            ours.setLevel(null);
        }
    }

    private void keys(String when) throws Exception {
        var data = DataDirectory.open(directory.resolve("data"));
        Seal seal = DataSeal.open(data, new SecureRandom());
        var ca = data.folder(DataDirectory.Part.CA);
        for (String name : ca.names()) {
            byte[] content = ca.read(name).orElseThrow();
            try {
                take(when + " root " + name, seal.open("ca/" + name, content));
            } catch (SealBroken e) {
                if (content.length == 32) {
                    secrets.put("the sealing key", content);
                }
            }
        }
        assertThat(secrets).containsKey("the sealing key");
        var svids = data.folder(DataDirectory.Part.SVIDS);
        for (String file : svids.names()) {
            for (String identity : identities()) {
                try {
                    take(
                            when + " leaf " + identity,
                            seal.open("svids/" + identity, svids.read(file).orElseThrow()));
                } catch (SealBroken e) {
                    // Another identity's file.
                }
            }
        }
    }

    private void take(String name, byte[] plain) throws Exception {
        for (byte[] field : SealedRecord.decode(plain)) {
            try {
                var key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(field));
                secrets.put(name + " " + secrets.size(), KeySearchTest.scalar(key));
            } catch (java.security.spec.InvalidKeySpecException e) {
                // A field that is no key.
            }
        }
    }

    private List<String> identities() throws Exception {
        return new JsonMapper().readTree(certs("-o", "json")).findValuesAsText("identity");
    }

    private void rotateAll() throws Exception {
        for (String identity : identities()) {
            certs("renew", identity);
        }
    }

    /// A renewal that fails: its message goes to the log, the status and the API.
    private void failOnce() throws Exception {
        Path svids = directory.resolve("data/svids");
        Path away = directory.resolve("data/svids.away");
        Files.move(svids, away);
        for (String identity : identities()) {
            certs("renew", identity);
        }
        Files.move(away, svids);
    }

    private String certs(String... arguments) {
        return run("certs", arguments);
    }

    private String run(String command, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new ArrayList<String>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        SynapseMesh.run(
                all.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        said.put("command " + all.subList(0, all.size() - 2) + " " + said.size(), out.toByteArray());
        said.put("stderr of " + all.subList(0, all.size() - 2) + " " + said.size(), err.toByteArray());
        return out.toString(StandardCharsets.UTF_8);
    }

    private void ask(ControlPlane running, ManagedChannel channel) throws Exception {
        for (String command : List.of("status", "proxies", "certs")) {
            run(command, "-o", "yaml");
        }
        String token =
                Files.readString(directory.resolve("data/operator.token")).strip();
        try (var client = HttpClient.newHttpClient()) {
            for (String path : List.of("/api/v1/status", "/api/v1/proxies", "/api/v1/certs", "/api/v1/nothing")) {
                said.put(path, get(client, running.adminPort(), path, token));
            }
            for (String path : List.of("/metrics", "/livez", "/readyz")) {
                said.put(path, get(client, running.healthPort(), path, ""));
            }
        }
        assertThat(new String(Objects.requireNonNull(said.get("/metrics")), StandardCharsets.UTF_8))
                .contains("synapsemesh_certificates_outage_budget_seconds 8")
                .contains("synapsemesh_certificates_root_expiry_seconds{authority=\"mesh\"} 3.15")
                .contains("synapsemesh_certificates_leaf_expiry_seconds{leaf=\"door\"}")
                .contains("synapsemesh_certificates{state=\"Fresh\"}");
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        var dump = ClientStatusDiscoveryServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .fetchClientStatus(ClientStatusRequest.getDefaultInstance());
        assertThat(dump.getConfigList()).as("the dump has something to hide").isNotEmpty();
        said.put("CSDS", dump.toByteArray());
        said.put("CSDS as text", dump.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] get(HttpClient client, int port, String path, String token) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /// A gateway that takes its secrets, so that everything about them has been said.
    private void subscribe(ControlPlane running, ManagedChannel channel) {
        var gateway = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway");
        var token = running.tokens().create("mesh/gateway", gateway, Duration.ofHours(1), List.of());
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + new String(token.text().open(), StandardCharsets.US_ASCII));
        var answers = new CopyOnWriteArrayList<DeltaDiscoveryResponse>();
        StreamObserver<DeltaDiscoveryRequest> requests = AggregatedDiscoveryServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .deltaAggregatedResources(new StreamObserver<>() {
                    @Override
                    public void onNext(DeltaDiscoveryResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("mesh/gateway"))
                .setTypeUrl(TypeUrl.SECRET.url())
                .addResourceNamesSubscribe(gateway.uri())
                .build());
        await().atMost(Duration.ofSeconds(20)).until(() -> !answers.isEmpty());
        assertThat(new String(answers.getFirst().toByteArray(), StandardCharsets.ISO_8859_1))
                .as("to the proxy itself the key does go")
                .contains("PRIVATE KEY");
    }

    private ManagedChannel channel(ControlPlane running) throws IOException {
        return NettyChannelBuilder.forAddress("localhost", running.xdsPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(directory.resolve("data/bootstrap-ca.pem").toFile())
                        .build())
                .build();
    }

    /// The sealing key lies in its own file, which is the point of it.
    private void files() throws IOException {
        byte[] sealing = Objects.requireNonNull(secrets.get("the sealing key"));
        try (var all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                if (!Arrays.equals(content, sealing)) {
                    said.put(directory.relativize(file).toString(), content);
                }
            }
        }
    }
}
