package io.synapsemesh.certs.issuer.istio;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.csr.SignAnswer;
import io.synapsemesh.certs.csr.SigningDesk;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateRequest;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateResponse;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateServiceGrpc.IstioCertificateServiceImplBase;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Istio's certificate API served for others, in front of the same [SigningDesk] as our own CSR service: rate,
/// documents,
/// issuer, lint and audit are there. Holds no rule but the forms of that API.
///
/// The name in the certificate is the authenticated caller's, whatever the request says; asking in somebody else's
/// name is refused. The last entry of the answer is the roots, several in one if a rotation is on.
public final class IstioCertificateService extends IstioCertificateServiceImplBase {
    private static final Pattern REQUEST =
            Pattern.compile("\\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\\s]{1,12000})"
                    + "-----END (?:NEW )?CERTIFICATE REQUEST-----\\s*");
    private static final long YEARS_TEN_SECONDS = Duration.ofDays(3650).toSeconds();

    private final SigningDesk desk;
    private final Supplier<Optional<SpiffeId>> caller;

    /// @param caller whose call the current one is, as the port's credential check found
    public IstioCertificateService(SigningDesk desk, Supplier<Optional<SpiffeId>> caller) {
        this.desk = desk;
        this.caller = caller;
    }

    @Override
    public void createCertificate(IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> answers) {
        try {
            var response = answer(request);
            answers.onNext(response);
            answers.onCompleted();
        } catch (StatusRuntimeException e) {
            answers.onError(e);
        }
    }

    private IstioCertificateResponse answer(IstioCertificateRequest request) {
        var identity =
                caller.get().orElseThrow(() -> status(Status.UNAUTHENTICATED, "the caller has no identity to certify"));
        requireOwnName(request, identity);
        return switch (desk.sign(identity, der(request.getCsr()), lifetime(request))) {
            case SignAnswer.Signed signed -> response(signed);
            case SignAnswer.Refused(var why, String message) -> throw status(code(why), message);
        };
    }

    private static void requireOwnName(IstioCertificateRequest request, SpiffeId identity) {
        var other = request.getMetadata().getFieldsMap().get(IstioCaIssuer.IMPERSONATED);
        if (other != null && !other.getStringValue().equals(identity.uri())) {
            throw status(Status.PERMISSION_DENIED, "a certificate is for its caller: impersonation is not allowed");
        }
    }

    private static byte[] der(String pem) {
        var matcher = REQUEST.matcher(pem);
        if (!matcher.matches()) {
            throw status(
                    Status.INVALID_ARGUMENT, "csr is not one PEM certificate request of at most 12,000 characters");
        }
        try {
            return Base64.getMimeDecoder().decode(matcher.group(1).strip());
        } catch (IllegalArgumentException e) {
            throw status(Status.INVALID_ARGUMENT, "csr is not base64");
        }
    }

    /// Zero means the server's own choice.
    private static Optional<Duration> lifetime(IstioCertificateRequest request) {
        long seconds = request.getValidityDuration();
        if (seconds < 0) {
            throw status(Status.INVALID_ARGUMENT, "validity_duration is negative");
        }
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.min(seconds, YEARS_TEN_SECONDS)));
    }

    private static IstioCertificateResponse response(SignAnswer.Signed signed) {
        var response = IstioCertificateResponse.newBuilder();
        signed.chain().certificates().forEach(c -> response.addCertChain(Pem.certificates(List.of(c))));
        return response.addCertChain(signed.bundle().anchors().pem()).build();
    }

    private static Status code(SignAnswer.Why why) {
        return switch (why) {
            case NOT_WANTED -> Status.PERMISSION_DENIED;
            case BAD_REQUEST -> Status.INVALID_ARGUMENT;
            case TOO_OFTEN -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
        };
    }

    private static StatusRuntimeException status(Status status, String description) {
        return status.withDescription(description).asRuntimeException();
    }
}
