package io.synapsemesh.certs.store.google;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.certs.store.remote.StoreHttp;
import io.synapsemesh.core.diagnostic.Code;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What Google's clients throw, as a code; and one attempt instead of their retries.
public final class GoogleAnswers {
    private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([A-Z_]{1,40})\"");

    private GoogleAnswers() {}

    public static RetrySettings once(Duration deadline) {
        return RetrySettings.newBuilder()
                .setMaxAttempts(1)
                .setInitialRpcTimeoutDuration(deadline)
                .setMaxRpcTimeoutDuration(deadline)
                .setTotalTimeoutDuration(deadline)
                .build();
    }

    /// @throws StoreFailed for whatever the client throws
    public static <T> T call(String what, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (StoreFailed e) {
            throw e;
        } catch (ApiException e) {
            throw failed(what, e);
        } catch (RuntimeException e) {
            throw StoreHttp.failed(what, e);
        }
    }

    /// The service's own word, from its error object; empty if it is not the service that speaks. The client's library
    /// goes by the HTTP status alone, and takes a 405 for a failed precondition.
    public static String statusOf(ApiException e) {
        if (e.getCause() instanceof HttpResponseException http && http.getContent() != null) {
            var found = STATUS.matcher(http.getContent());
            return found.find() ? found.group(1) : "";
        }
        return "";
    }

    public static long crc32c(byte[] content) {
        var sum = new java.util.zip.CRC32C();
        sum.update(content);
        return sum.getValue();
    }

    private static StoreFailed failed(String what, ApiException e) {
        if (e.getStatusCode().getCode() == StatusCode.Code.DEADLINE_EXCEEDED) {
            return new StoreFailed(Code.SYN0821, what + ": no answer in time", e);
        }
        if (!(e.getCause() instanceof HttpResponseException http)) {
            return StoreHttp.failed(what, e);
        }
        Code code = switch (statusOf(e)) {
            case "UNAUTHENTICATED", "PERMISSION_DENIED" -> Code.SYN0822;
            case "RESOURCE_EXHAUSTED", "UNAVAILABLE", "INTERNAL", "DEADLINE_EXCEEDED", "CANCELLED" -> Code.SYN0821;
            default -> http.getStatusCode() >= 500 ? Code.SYN0821 : Code.SYN0825;
        };
        return new StoreFailed(code, what + " (" + http.getStatusCode() + ": " + statusOf(e) + ")", e);
    }
}
