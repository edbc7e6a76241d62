package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.admin.v3.ClientResourceStatus;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc.ClientStatusDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import org.jspecify.annotations.Nullable;

/// CSDS from the server's side: what each stream should have and what it took. An operator sees all, a proxy
/// itself; the
/// content of a secret is seen by nobody.
final class StatusService extends ClientStatusDiscoveryServiceImplBase {
    private final AdsStreams streams;
    private final Limits limits;

    StatusService(AdsStreams streams, Limits limits) {
        this.streams = streams;
        this.limits = limits;
    }

    @Override
    public void fetchClientStatus(ClientStatusRequest request, StreamObserver<ClientStatusResponse> answer) {
        try {
            answer.onNext(status(Sessions.WHO.get(), request));
            answer.onCompleted();
        } catch (StatusRuntimeException e) {
            answer.onError(e);
        }
    }

    @Override
    public StreamObserver<ClientStatusRequest> streamClientStatus(StreamObserver<ClientStatusResponse> answer) {
        Authentication who = Sessions.WHO.get();
        return new StreamObserver<>() {
            private boolean failed;

            @Override
            public void onNext(ClientStatusRequest request) {
                if (failed) {
                    return;
                }
                try {
                    answer.onNext(status(who, request));
                } catch (StatusRuntimeException e) {
                    failed = true;
                    answer.onError(e);
                }
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                if (!failed) {
                    answer.onCompleted();
                }
            }
        };
    }

    private ClientStatusResponse status(Authentication who, ClientStatusRequest request) {
        var matching = NodeNames.of(request.getNodeMatchersList());
        var response = ClientStatusResponse.newBuilder();
        var budget = new Budget();
        for (AdsStream stream : streams.all()) {
            if (mayRead(who, stream) && matching.test(stream.peer().proxy().qualifiedName())) {
                response.addConfig(config(stream, request.getExcludeResourceContents(), budget));
            }
        }
        return response.build();
    }

    private static boolean mayRead(Authentication who, AdsStream stream) {
        return switch (who) {
            case Authentication.Operator _ -> true;
            case Authentication.Authenticated peer ->
                peer.proxy().equals(stream.peer().proxy());
            case Authentication.Refused _ -> false;
        };
    }

    private ClientConfig config(AdsStream stream, boolean withoutContents, Budget budget) {
        var config = ClientConfig.newBuilder()
                .setNode(Node.newBuilder()
                        .setId(stream.peer().proxy().qualifiedName())
                        .setUserAgentName(stream.agent()));
        stream.read(subscription -> {
            for (String name : subscription.wantedNames()) {
                config.addGenericXdsConfigs(resource(subscription, name, withoutContents, budget));
            }
        });
        return config.build();
    }

    private ClientConfig.GenericXdsConfig resource(
            Subscription subscription, String name, boolean withoutContents, Budget budget) {
        ProxyState.Sync sync = subscription.state(name);
        var generic = ClientConfig.GenericXdsConfig.newBuilder()
                .setTypeUrl(subscription.type().url())
                .setName(name)
                .setConfigStatus(configStatus(sync))
                .setClientStatus(clientStatus(sync));
        Resource held = subscription.held(name);
        if (held != null) {
            generic.setVersionInfo(held.versionText());
            if (!withoutContents && !subscription.type().equals(TypeUrl.SECRET)) {
                generic.setXdsConfig(held.body());
            }
        }
        Parked parked = subscription.parked(name);
        if (parked != null) {
            generic.setErrorState(error(parked));
        }
        budget.spend(held, generic.hasXdsConfig());
        return generic.build();
    }

    private static UpdateFailureState error(Parked parked) {
        return UpdateFailureState.newBuilder()
                .setDetails(parked.message())
                .setVersionInfo(parked.resource().versionText())
                .setLastUpdateAttempt(com.google.protobuf.Timestamp.newBuilder()
                        .setSeconds(parked.time().getEpochSecond())
                        .setNanos(parked.time().getNano()))
                .build();
    }

    private static ConfigStatus configStatus(ProxyState.Sync sync) {
        return switch (sync) {
            case SYNCED -> ConfigStatus.SYNCED;
            case NOT_SENT -> ConfigStatus.NOT_SENT;
            case STALE -> ConfigStatus.STALE;
            case REJECTED -> ConfigStatus.ERROR;
        };
    }

    private static ClientResourceStatus clientStatus(ProxyState.Sync sync) {
        return switch (sync) {
            case SYNCED -> ClientResourceStatus.ACKED;
            case NOT_SENT, STALE -> ClientResourceStatus.REQUESTED;
            case REJECTED -> ClientResourceStatus.NACKED;
        };
    }

    /// What one answer may still hold.
    private final class Budget {
        private int configs;
        private long bytes;

        void spend(@Nullable Resource resource, boolean withContent) {
            configs++;
            if (withContent && resource != null) {
                bytes += resource.body().getValue().size();
            }
            if (configs > limits.statusConfigs() || bytes > limits.statusBytes()) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription("the answer is too large. Fix: name proxies with node_matchers, or set"
                                + " exclude_resource_contents")
                        .asRuntimeException();
            }
        }
    }
}
