package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.issuer.Breaker;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.store.StoreFailed;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The one transport under every vendor's SDK: a deadline for the whole answer, a limit for its size, no redirect, the
/// service's CA pinned if it is declared, `Retry-After` heard, and JSON or nothing: a login page or another server's
/// 404 never reaches an SDK, which would take the status for the service's own word.
///
/// A pinned CA file is read when the store is opened.
public final class StoreHttp implements AutoCloseable {
    private static final int TOO_MANY = 429;

    private final HttpClient client;
    private final Duration deadline;
    private final long bytesMax;
    private final Breaker breaker;

    /// An answer that the service did not make.
    public static final class Unexpected extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Unexpected(String message) {
            super(message);
        }
    }

    /// @param bytesMax of one answer
    /// @throws io.synapsemesh.certs.IssuanceFailed if a pinned CA file cannot be read
    public StoreHttp(ServerTrust trust, Duration deadline, long bytesMax, Breaker breaker) {
        this.client = HttpClient.newBuilder()
                .sslContext(trust.context())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline)
                .build();
        this.deadline = deadline;
        this.bytesMax = bytesMax;
        this.breaker = breaker;
    }

    public HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        var future = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), bytesMax));
        try {
            return judged(future.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no whole answer within " + deadline, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpResponse<byte[]> judged(HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        var asked = response.headers().firstValue("Retry-After").filter(value -> value.matches("[0-9]{1,9}"));
        if (status == TOO_MANY || status >= 500 || status >= 400 && asked.isPresent()) {
            breaker.hold(
                    asked.map(value -> Duration.ofSeconds(Long.parseLong(value))),
                    response.uri().getHost() + " answers " + status);
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean isJson = type.startsWith("application/json") || type.startsWith("application/x-amz-json-1.");
        if (response.body().length > 0 && !isJson) {
            throw new Unexpected("an answer " + status + " that is not JSON");
        }
        if (response.body().length == 0 && status != 204 && status != 401) {
            throw new Unexpected("an answer " + status + " that says nothing");
        }
        return response;
    }

    /// For what an SDK throws when it could not even ask.
    public static StoreFailed failed(String what, Throwable e) {
        Optional<Throwable> found = Optional.empty();
        Throwable at = e;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof Unexpected) {
                return new StoreFailed(Code.SYN0825, what + ": " + at.getMessage(), at);
            }
            if (at instanceof IOException) {
                found = Optional.of(at);
            }
        }
        return found.map(io -> new StoreFailed(
                        Code.SYN0821,
                        what + ": " + IssuedChain.quoted(io.getClass().getSimpleName() + " " + io.getMessage()),
                        io))
                .orElseGet(() -> new StoreFailed(Code.SYN0825, what + ": the answer cannot be read", e));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
