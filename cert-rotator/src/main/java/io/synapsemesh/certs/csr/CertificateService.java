package io.synapsemesh.certs.csr;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc.CertificateServiceImplBase;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.csr.v1.SignResponse;
import io.synapsemesh.core.identity.SpiffeId;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [SigningDesk] as gRPC, `synapsemesh.ca.v1.CertificateService`. Holds no rule.
public final class CertificateService extends CertificateServiceImplBase {
    private final SigningDesk desk;
    private final Supplier<Optional<SpiffeId>> caller;
    private volatile @Nullable Told told;

    /// What every answer says of a bundle, which changes once in months.
    private record Told(Anchors anchors, SignResponse response) {
        static Told of(TrustBundle bundle) {
            var response = SignResponse.newBuilder().setBundleHash(bundle.contentHash());
            bundle.anchors().certificates().forEach(anchor -> response.addAnchors(bytes(anchor)));
            return new Told(bundle.anchors(), response.build());
        }
    }

    /// @param caller whose call the current one is, as the port's credential check found; empty for an operator
    public CertificateService(SigningDesk desk, Supplier<Optional<SpiffeId>> caller) {
        this.desk = desk;
        this.caller = caller;
    }

    @Override
    public void sign(SignRequest request, StreamObserver<SignResponse> answers) {
        var identity = caller.get();
        if (identity.isEmpty()) {
            answers.onError(Status.PERMISSION_DENIED
                    .withDescription("SYN0702: only a proxy or workload is given a certificate")
                    .asRuntimeException());
            return;
        }
        switch (desk.sign(identity.get(), request.getCsr().toByteArray(), lifetime(request))) {
            case SignAnswer.Signed signed -> {
                answers.onNext(response(signed));
                answers.onCompleted();
            }
            case SignAnswer.Refused(var why, String message) ->
                answers.onError(status(why).withDescription(message).asRuntimeException());
        }
    }

    private static Optional<Duration> lifetime(SignRequest request) {
        return request.hasLifetime()
                ? Optional.of(Duration.ofSeconds(request.getLifetime().getSeconds()))
                : Optional.empty();
    }

    private static Status status(SignAnswer.Why why) {
        return switch (why) {
            case NOT_WANTED -> Status.PERMISSION_DENIED;
            case BAD_REQUEST -> Status.INVALID_ARGUMENT;
            case TOO_OFTEN -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
        };
    }

    private SignResponse response(SignAnswer.Signed signed) {
        var response = SignResponse.newBuilder()
                .mergeFrom(told(signed.bundle()))
                .setNotAfter(timestamp(signed.chain().notAfter()))
                .setRenewAt(timestamp(signed.renewAt()));
        signed.chain().certificates().forEach(c -> response.addChain(bytes(c)));
        return response.build();
    }

    private SignResponse told(TrustBundle bundle) {
        var known = told;
        if (known == null || known.anchors() != bundle.anchors()) {
            known = Told.of(bundle);
            told = known;
        }
        return known.response();
    }

    private static ByteString bytes(X509Certificate certificate) {
        return UnsafeByteOperations.unsafeWrap(Pem.der(certificate));
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
