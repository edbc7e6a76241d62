package io.synapsemesh.xds.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.data.accesslog.v3.ConnectionProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.core.metric.Metrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Access logs come from the proxy the credential names.
final class AccessLogTest {
    private final Mesh mesh = new Mesh();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void entriesOfBothKindsReachTheListenerWithTheirSender() throws Exception {
        var log = open(Mesh.SIDECAR_TOKEN);
        log.onNext(http("/pipelines").setIdentifier(identifier("etl/sidecar")).build());
        log.onNext(StreamAccessLogsMessage.newBuilder()
                .setTcpLogs(StreamAccessLogsMessage.TCPAccessLogEntries.newBuilder()
                        .addLogEntry(TCPAccessLogEntry.newBuilder()
                                .setConnectionProperties(
                                        ConnectionProperties.newBuilder().setReceivedBytes(42))))
                .build());
        log.onCompleted();
        assertThat(ended.get(10, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(mesh.accessLog).containsExactly("http etl/sidecar flow /pipelines", "tcp etl/sidecar flow 42");
    }

    @Test
    void anotherProxysNodeIdIsRefusedAndNothingIsLogged() throws Exception {
        var log = open(Mesh.SIDECAR_TOKEN);
        log.onNext(http("/x").setIdentifier(identifier("mesh/gw1")).build());
        assertThat(ended.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(mesh.accessLog).isEmpty();
    }

    @Test
    void aLogWithoutANodeIsRefused() throws Exception {
        var log = open(Mesh.SIDECAR_TOKEN);
        log.onNext(http("/x").build());
        assertThat(ended.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(mesh.accessLog).isEmpty();
    }

    @Test
    void anOperatorSendsNoLogs() throws Exception {
        open(Mesh.OPERATOR_TOKEN);
        assertThat(ended.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void aHugeMessageIsCutAndCounted() throws Exception {
        var entries = StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder();
        for (int i = 0; i < Limits.standard().accessLogEntries() + 5; i++) {
            entries.addLogEntry(HTTPAccessLogEntry.getDefaultInstance());
        }
        var log = open(Mesh.SIDECAR_TOKEN);
        log.onNext(StreamAccessLogsMessage.newBuilder()
                .setIdentifier(identifier("etl/sidecar"))
                .setHttpLogs(entries)
                .build());
        log.onCompleted();
        ended.get(10, TimeUnit.SECONDS);
        assertThat(mesh.accessLog).hasSize(Limits.standard().accessLogEntries());
        assertThat(mesh.count(Metrics.LIMIT_REACHED, "access-log-entries")).isEqualTo(5);
    }

    private StreamObserver<StreamAccessLogsMessage> open(String token) {
        return AccessLogServiceGrpc.newStub(XdsClient.authorized(mesh.channel(), token))
                .streamAccessLogs(new StreamObserver<>() {
                    @Override
                    public void onNext(StreamAccessLogsResponse response) {}

                    @Override
                    public void onError(Throwable cause) {
                        ended.complete(Status.fromThrowable(cause));
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(Status.OK);
                    }
                });
    }

    private static StreamAccessLogsMessage.Builder http(String path) {
        return StreamAccessLogsMessage.newBuilder()
                .setHttpLogs(StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder()
                        .addLogEntry(HTTPAccessLogEntry.newBuilder()
                                .setRequest(HTTPRequestProperties.newBuilder().setPath(path))));
    }

    private static StreamAccessLogsMessage.Identifier identifier(String node) {
        return StreamAccessLogsMessage.Identifier.newBuilder()
                .setNode(Node.newBuilder().setId(node))
                .setLogName("flow")
                .build();
    }
}
