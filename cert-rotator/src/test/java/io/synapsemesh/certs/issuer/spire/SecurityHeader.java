package io.synapsemesh.certs.issuer.spire;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Workload API section 4: without the header a call is refused, so that a browser cannot be made to call.
final class SecurityHeader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String value = headers.get(Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER));
        if (!"true".equals(value)) {
            call.close(Status.INVALID_ARGUMENT.withDescription("security header missing"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
