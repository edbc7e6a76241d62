package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc.AccessLogServiceImplBase;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.core.metric.Metrics;
import java.util.List;
import java.util.function.Consumer;

/// gRPC access logs (ALS) of authenticated proxies. The next message is read when the one before it was handed
/// on, so nothing queues here.
final class AccessLogSink extends AccessLogServiceImplBase {
    private static final int LOG_NAME_LENGTH_MAX = 256;

    private final AccessLogListener listener;
    private final Limits limits;
    private final Counters counters;

    AccessLogSink(AccessLogListener listener, Limits limits, Counters counters) {
        this.listener = listener;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(StreamObserver<StreamAccessLogsResponse> answer) {
        return switch (Sessions.WHO.get()) {
            case Authentication.Authenticated peer -> new Log(peer, answer);
            case Authentication.Operator _, Authentication.Refused _ -> {
                answer.onError(Status.PERMISSION_DENIED
                        .withDescription("SYN0702: only a proxy sends access logs")
                        .asRuntimeException());
                yield new Deaf();
            }
        };
    }

    private final class Log implements StreamObserver<StreamAccessLogsMessage> {
        private final Authentication.Authenticated peer;
        private final StreamObserver<StreamAccessLogsResponse> answer;
        private String logName = "";
        private boolean identified;
        private boolean refused;

        Log(Authentication.Authenticated peer, StreamObserver<StreamAccessLogsResponse> answer) {
            this.peer = peer;
            this.answer = answer;
        }

        @Override
        public void onNext(StreamAccessLogsMessage message) {
            if (refused || !identify(message)) {
                return;
            }
            switch (message.getLogEntriesCase()) {
                case HTTP_LOGS ->
                    hand(message.getHttpLogs().getLogEntryList(), entry -> listener.http(peer, logName, entry));
                case TCP_LOGS ->
                    hand(message.getTcpLogs().getLogEntryList(), entry -> listener.tcp(peer, logName, entry));
                case LOGENTRIES_NOT_SET -> {}
            }
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            if (!refused) {
                answer.onNext(StreamAccessLogsResponse.getDefaultInstance());
                answer.onCompleted();
            }
        }

        private boolean identify(StreamAccessLogsMessage message) {
            String node = message.getIdentifier().getNode().getId();
            if ((message.hasIdentifier() || !identified)
                    && !node.equals(peer.proxy().qualifiedName())) {
                refused = true;
                counters.add(Metrics.XDS_STREAMS_REFUSED, "node-id", 1);
                answer.onError(Status.PERMISSION_DENIED
                        .withDescription("SYN0702: node.id is not the proxy this credential was issued to")
                        .asRuntimeException());
                return false;
            }
            if (message.hasIdentifier()) {
                String name = message.getIdentifier().getLogName();
                logName = name.length() <= LOG_NAME_LENGTH_MAX ? name : name.substring(0, LOG_NAME_LENGTH_MAX);
            }
            identified = true;
            return true;
        }

        private <E> void hand(List<E> entries, Consumer<E> to) {
            int kept = Math.min(entries.size(), limits.accessLogEntries());
            entries.subList(0, kept).forEach(to);
            if (kept < entries.size()) {
                counters.add(Metrics.LIMIT_REACHED, "access-log-entries", entries.size() - (long) kept);
            }
        }
    }

    private static final class Deaf implements StreamObserver<StreamAccessLogsMessage> {
        @Override
        public void onNext(StreamAccessLogsMessage message) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
