package io.synapsemesh.certs.issuer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.StatusProto;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One unary gRPC call to an issuer over TLS: a deadline, a size limit, no retry of gRPC's own. A channel that failed
/// is
/// dropped, because gRPC would wait up to two minutes before it connects again, and an issuer that is back is wanted
/// within one.
public final class IssuerChannel implements AutoCloseable {
    private final Endpoint endpoint;
    private final Breaker breaker;
    private Optional<Opened> opened = Optional.empty();

    /// @param target host and port
    public record Endpoint(String target, ServerTrust trust, Duration deadline) {}

    private record Opened(String version, ManagedChannel channel) {}

    public IssuerChannel(Endpoint endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.breaker = new Breaker(clock);
    }

    /// @param call gets a channel; its deadline ends the call
    /// @throws IssuanceRefused for INVALID_ARGUMENT and PERMISSION_DENIED
    /// @throws IssuanceFailed for every other failure
    public <T> T call(Function<io.grpc.Channel, T> call) {
        breaker.requirePassage();
        var channel = channel();
        try {
            T answer = call.apply(channel);
            breaker.succeeded();
            return answer;
        } catch (StatusRuntimeException e) {
            throw judged(e);
        }
    }

    /// For the stub of one call.
    public long deadlineMillis() {
        return endpoint.deadline().toMillis();
    }

    private IssuanceFailed judged(StatusRuntimeException e) {
        Status status = e.getStatus();
        String said = endpoint.target() + " answers " + status.getCode() + ": "
                + IssuedChain.quoted(String.valueOf(status.getDescription()));
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, PERMISSION_DENIED -> new IssuanceRefused(said, e);
            default -> {
                close();
                breaker.hold(asked(e), said);
                yield new IssuanceFailed(said, e);
            }
        };
    }

    /// `google.rpc.RetryInfo`, where the server sends it.
    private static Optional<Duration> asked(StatusRuntimeException e) {
        var detailed = StatusProto.fromThrowable(e);
        if (detailed == null) {
            return Optional.empty();
        }
        try {
            for (var detail : detailed.getDetailsList()) {
                if (detail.is(RetryInfo.class)) {
                    var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                    return Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
                }
            }
        } catch (InvalidProtocolBufferException | ArithmeticException malformed) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private synchronized ManagedChannel channel() {
        String version = endpoint.trust().version();
        if (opened.filter(o -> o.version().equals(version)).isEmpty()) {
            close();
            opened = Optional.of(new Opened(version, open()));
        }
        return opened.orElseThrow().channel();
    }

    private ManagedChannel open() {
        ChannelCredentials tls = TlsChannelCredentials.newBuilder()
                .trustManager(endpoint.trust().managers())
                .build();
        return Grpc.newChannelBuilder(endpoint.target(), tls)
                .maxInboundMessageSize(IssuerHttp.ANSWER_BYTES_MAX)
                .disableRetry()
                .build();
    }

    @Override
    public synchronized void close() {
        opened.ifPresent(o -> o.channel().shutdownNow());
        opened = Optional.empty();
    }

    /// Waits until nothing of it runs any more; for tests and shutdown.
    public void awaitClosed() throws InterruptedException {
        var channel = opened.map(Opened::channel);
        close();
        if (channel.isPresent()) {
            channel.get().awaitTermination(1, TimeUnit.SECONDS);
        }
    }
}
