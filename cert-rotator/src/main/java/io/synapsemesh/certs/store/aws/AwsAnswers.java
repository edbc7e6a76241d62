package io.synapsemesh.certs.store.aws;

import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.core.diagnostic.Code;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// What AWS's SDK throws, as a code.
public final class AwsAnswers {
    private static final Set<String> FORBIDDEN = Set.of(
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "IncompleteSignature",
            "MissingAuthenticationTokenException");

    private AwsAnswers() {}

    /// @throws StoreFailed for whatever the SDK throws
    public static <T> T call(String what, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (StoreFailed e) {
            throw e;
        } catch (AwsServiceException e) {
            throw failed(what, e);
        } catch (RuntimeException e) {
            throw StoreHttp.failed(what, e);
        }
    }

    private static StoreFailed failed(String what, AwsServiceException e) {
        String said = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        Code code;
        if (FORBIDDEN.contains(said) || e.statusCode() == 401 || e.statusCode() == 403) {
            code = Code.SYN0822;
        } else if (e.isThrottlingException() || e.statusCode() >= 500 || e.statusCode() == 429) {
            code = Code.SYN0821;
        } else {
            code = Code.SYN0825;
        }
        return new StoreFailed(code, what + " (" + e.statusCode() + ": " + IssuedChain.quoted(said) + ")", e);
    }
}
