package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One HTTPS call to an issuer: one total deadline (the client's own ends with the headers), one size limit, no
/// redirect, no retry. A failure closes the [Breaker] for a moment, 429 and 503 for as long as the issuer asks.
///
/// HTTP/1.1, because a call is rare and small. Safe for many threads.
public final class IssuerHttp implements AutoCloseable {
    /// An answer with a chain has about 10 KB.
    public static final int ANSWER_BYTES_MAX = 256 * 1024;

    private final Endpoint endpoint;
    private final Clock clock;
    private final Breaker breaker;
    private Optional<Opened> opened = Optional.empty();

    /// @param base scheme, host, port and the path everything lies under
    /// @param deadline for connection, handshake, request and whole answer together
    public record Endpoint(URI base, ServerTrust trust, Duration deadline) {
        public static final Duration DEADLINE_STANDARD = Duration.ofSeconds(10);

        public Endpoint {
            if (!"https".equals(base.getScheme())
                    || base.getHost() == null
                    || base.getUserInfo() != null
                    || base.getQuery() != null
                    || base.getFragment() != null) {
                throw new IllegalArgumentException("an issuer is an https address with a host and nothing but a path");
            }
        }

        URI at(String path) {
            String root = base.toString();
            return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
        }
    }

    /// What came back, whole.
    public record Answer(int status, byte[] body) {
        public boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    private record Opened(String version, HttpClient client) {}

    public IssuerHttp(Endpoint endpoint, Clock clock) {
        this(endpoint, clock, new Breaker(clock));
    }

    /// @param breaker shared with whoever asks before it calls
    public IssuerHttp(Endpoint endpoint, Clock clock, Breaker breaker) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.breaker = breaker;
    }

    /// Answers with status 429 and 5xx are failures; every other status is the caller's to judge.
    ///
    /// @param path begins with a slash, already encoded
    /// @throws IssuanceFailed if there is no answer, or one that says "not now"
    public Answer post(String path, Map<String, String> headers, byte[] body) {
        return send("POST", path, headers, body);
    }

    /// As [#post], with another method.
    ///
    /// @param path may carry a query
    /// @param body empty for none
    public Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        breaker.requirePassage();
        var publisher =
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        var builder = HttpRequest.newBuilder(endpoint.at(path))
                .timeout(endpoint.deadline())
                .method(method, publisher);
        headers.forEach(builder::setHeader);
        try {
            return judged(exchange(builder.build()));
        } catch (IOException e) {
            throw failed(endpoint.base().getHost() + " cannot be asked: " + reason(e), Optional.empty(), e);
        }
    }

    private Answer judged(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            var asked = response.headers().firstValue("Retry-After").flatMap(this::seconds);
            throw failed(endpoint.base().getHost() + " answers " + status, asked, null);
        }
        breaker.succeeded();
        return new Answer(status, response.body());
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> future =
                client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return future.get(endpoint.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no whole answer within " + endpoint.deadline(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private synchronized HttpClient client() {
        String version = endpoint.trust().version();
        if (opened.filter(o -> o.version().equals(version)).isEmpty()) {
            close();
            var client = HttpClient.newBuilder()
                    .sslContext(endpoint.trust().context())
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(endpoint.deadline())
                    .build();
            opened = Optional.of(new Opened(version, client));
        }
        return opened.orElseThrow().client();
    }

    private IssuanceFailed failed(
            String message, Optional<Duration> asked, @org.jspecify.annotations.Nullable Throwable cause) {
        breaker.hold(asked, message);
        return cause == null ? new IssuanceFailed(message) : new IssuanceFailed(message, cause);
    }

    /// RFC 9110 section 10.2.3: seconds, or a date.
    private Optional<Duration> seconds(String value) {
        try {
            return value.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                    : Optional.of(Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String reason(IOException e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return IssuedChain.quoted(deepest instanceof TimeoutException ? String.valueOf(e.getMessage()) : message);
    }

    @Override
    public synchronized void close() {
        opened.ifPresent(o -> o.client().shutdownNow());
        opened = Optional.empty();
    }
}
