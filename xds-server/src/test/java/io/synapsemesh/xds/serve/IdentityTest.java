package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;
import static io.synapsemesh.xds.serve.World.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.ByteStreams;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A stream is its credential: what it may see, whose it is, how long it lives.
final class IdentityTest {
    private final Mesh mesh = new Mesh();

    @BeforeEach
    void publish() {
        mesh.publish(next -> next.put(GATEWAY, cluster("gateway-only", 1)).put(SIDECAR, cluster("sidecar-only", 1)));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void theViewComesFromTheCredential(Transport transport) {
        try (var client = mesh.connectSidecar(transport).subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("sidecar-only");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNodeIdOfAnotherProxyIsRefused(Transport transport) {
        try (var client = XdsClient.connect(transport, mesh.channel(), Mesh.SIDECAR_TOKEN, "mesh/gw1")) {
            client.subscribe(TypeUrl.CLUSTER);
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(mesh.count(Metrics.XDS_STREAMS_REFUSED, "node-id")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFirstMessageWithoutANodeIdIsRefused(Transport transport) {
        try (var client = XdsClient.connect(transport, mesh.channel(), Mesh.SIDECAR_TOKEN, "")) {
            client.subscribe(TypeUrl.CLUSTER);
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownCredentialIsRefused(Transport transport) {
        try (var client = XdsClient.connect(transport, mesh.channel(), "stolen", "mesh/gw1")) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOperatorHasNoResources(Transport transport) {
        try (var client = XdsClient.connect(transport, mesh.channel(), Mesh.OPERATOR_TOKEN, "mesh/gw1")) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamEndsWithItsCredential(Transport transport) {
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            client.nextAcked(TypeUrl.CLUSTER);
            mesh.timers.advance(Duration.ofHours(24).minusSeconds(1));
            client.hearsNothing();
            mesh.timers.advance(Duration.ofSeconds(1));
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void anExpiredCredentialOpensNothing() {
        mesh.timers.advance(Duration.ofHours(25));
        try (var client = mesh.connect(Transport.DELTA)) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void anEndedStreamLeavesNoAlarmBehind() {
        var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER);
        client.nextAcked(TypeUrl.CLUSTER);
        assertThat(mesh.timers.pending()).isEqualTo(1);
        client.close();
        Awaitility.await().untilAsserted(() -> assertThat(mesh.timers.pending()).isZero());
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedCredentialEndsItsStreamsOnly(Transport transport) {
        try (var revoked = mesh.connect(transport).subscribe(TypeUrl.CLUSTER);
                var other = mesh.connectSidecar(transport).subscribe(TypeUrl.CLUSTER)) {
            revoked.nextAcked(TypeUrl.CLUSTER);
            other.nextAcked(TypeUrl.CLUSTER);
            assertThat(mesh.ads.endCredential("credential-gw1")).isEqualTo(1);
            assertThat(revoked.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            other.hearsNothing();
            try (var again = mesh.connect(transport)) {
                assertThat(again.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRemovedProxyLosesItsStreams(Transport transport) {
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            client.nextAcked(TypeUrl.CLUSTER);
            mesh.publish(next -> next.removeView(GATEWAY));
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatComesBeforeItsViewIsSentAwayNotEmptied(Transport transport) {
        try (var early = new Mesh();
                var client = early.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    /// A call of one request has no alarm: what counts is the credential at the time its request comes.
    @Test
    void aRequestThatComesAfterItsCredentialExpiredIsNotServed() throws Exception {
        assertThat(fetchedAfter(Duration.ofHours(24).minusSeconds(1))).isEqualTo(Status.Code.OK);
        assertThat(fetchedAfter(Duration.ofSeconds(1))).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    private Status.Code fetchedAfter(Duration wait) throws Exception {
        int before = mesh.checked.get();
        var call = begin(
                ClientStatusDiscoveryServiceGrpc.getFetchClientStatusMethod().getFullMethodName(), Mesh.GATEWAY_TOKEN);
        Awaitility.await().until(() -> mesh.checked.get() > before);
        mesh.timers.advance(wait);
        return call.completed();
    }

    /// Every method of every service, present and future, with no credential and with a bad one.
    @Test
    void noMethodOfThePortIsReachedWithoutACredential() throws Exception {
        List<String> tried = new ArrayList<>();
        for (ServerServiceDefinition service : mesh.ads.services()) {
            for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                String name = method.getMethodDescriptor().getFullMethodName();
                assertThat(call(name, null)).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(call(name, "stolen")).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
                tried.add(name);
            }
        }
        assertThat(tried).hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void aStoppingServerEndsItsStreamsInSlices(Transport transport) {
        try (var one = mesh.connect(transport).subscribe(TypeUrl.CLUSTER);
                var two = mesh.connectSidecar(transport).subscribe(TypeUrl.CLUSTER)) {
            one.nextAcked(TypeUrl.CLUSTER);
            two.nextAcked(TypeUrl.CLUSTER);
            CompletableFuture<Void> drained = mesh.ads.drain(2, Duration.ofSeconds(3));
            Awaitility.await().until(() -> one.open() != two.open());
            assertThat(drained).isNotDone();
            mesh.timers.advance(Duration.ofSeconds(3));
            assertThat(one.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(two.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(drained).isDone();
            try (var late = mesh.connect(transport)) {
                assertThat(late.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
        }
    }

    private Status.Code call(String method, @org.jspecify.annotations.Nullable String token) throws Exception {
        return begin(method, token).completed();
    }

    /// A call whose request was not sent yet.
    private Begun begin(String method, @org.jspecify.annotations.Nullable String token) {
        var headers = new Metadata();
        if (token != null) {
            headers.put(XdsClient.AUTHORIZATION, "Bearer " + token);
        }
        var descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setFullMethodName(method)
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        var ended = new CompletableFuture<Status>();
        ClientCall<byte[], byte[]> call = mesh.channel().newCall(descriptor, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                headers);
        call.request(1);
        return new Begun(call, ended);
    }

    private record Begun(ClientCall<byte[], byte[]> call, CompletableFuture<Status> ended) {
        Status.Code completed() throws Exception {
            call.sendMessage(new byte[0]);
            call.halfClose();
            return ended.get(10, TimeUnit.SECONDS).getCode();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return ByteStreams.toByteArray(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
