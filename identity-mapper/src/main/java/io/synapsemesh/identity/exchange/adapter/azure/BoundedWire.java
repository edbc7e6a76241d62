package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.identity.jwks.FetchFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// The one transport under both SDKs: a deadline for the whole answer, a limit for its size, no redirect, JSON or
/// nothing.
/// An SDK never reads a sign-in page, and never sends a secret where a server tells it to.
final class BoundedWire implements AutoCloseable {
    static final int BODY_BYTES_MAX = 256 * 1024;

    /// Set by the JDK's client itself.
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final HttpClient client;
    private final Duration deadline;

    BoundedWire(SSLContext trust, Duration deadline) {
        this.client = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline)
                .build();
        this.deadline = deadline;
    }

    /// @param body empty for none
    WireAnswer exchange(URI uri, String method, Map<String, String> headers, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(uri)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                request.setHeader(name, value);
            }
        });
        return judged(answer(request.build()));
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
        var future = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no whole answer within " + deadline, e);
        } catch (ExecutionException e) {
            // The JDK's messages name hosts and sizes; what was sent is not in them.
            throw e.getCause() instanceof IOException io ? io : new IOException("no answer", e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static WireAnswer judged(HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw new IOException("an answer " + status + " that leads elsewhere, which is not followed");
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            throw new IOException("an answer " + status + " that is not JSON");
        }
        try {
            return WireAnswer.of(status, response.headers(), response.body());
        } catch (FetchFailed e) {
            throw new IOException("an answer " + status + " that is " + e.getMessage());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
