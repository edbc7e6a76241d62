package io.synapsemesh.identity.group.adapter;

import io.synapsemesh.identity.group.DirectoryFailed;
import io.synapsemesh.identity.group.WhyUnknown;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// HTTP to one origin, over connections that are kept: no redirects, no proxies, no cookies, HTTP/1.1, bodies of at
/// most [#BODY_BYTES_MAX], and a bounded number of requests under way. Status and transport become [DirectoryFailed].
///
/// The JDK's client rather than the guarded sockets of the key fetch: the origin is the operator's own word and not a
/// token's, and look-ups are too many for a handshake each.
public final class DirectoryHttp implements AutoCloseable {
    public static final int BODY_BYTES_MAX = 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int LINK_CHARS_MAX = 8 * 1024;
    private static final int WORDS_MAX = 200;

    private final DirectorySettings settings;
    private final Semaphore room;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    /// A request under way.
    public final class Exchange {
        private final HttpRequest request;
        private final CompletableFuture<HttpResponse<byte[]>> response;

        private Exchange(HttpRequest request, CompletableFuture<HttpResponse<byte[]>> response) {
            this.request = request;
            this.response = response;
        }

        /// The answer with status 200. A connection that breaks is tried once more, on another: a server may close one
        /// that was kept at the very moment we use it, and no question here changes anything.
        ///
        /// @throws DirectoryFailed if there is none before the deadline
        public HttpResponse<byte[]> ok(Deadline deadline) {
            try {
                return once(deadline);
            } catch (DirectoryFailed e) {
                if (e.why() != WhyUnknown.UNREACHABLE) {
                    throw e;
                }
                return send(request, deadline).once(deadline);
            }
        }

        private HttpResponse<byte[]> once(Deadline deadline) {
            try {
                var answer = response.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
                if (answer.statusCode() != 200) {
                    throw refusal(answer);
                }
                return answer;
            } catch (TimeoutException e) {
                throw deadline.passed();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DirectoryFailed(WhyUnknown.SLOW, "interrupted");
            } catch (ExecutionException e) {
                throw broken(e.getCause());
            } finally {
                cancel();
            }
        }

        /// Ends it, if it has not ended.
        public void cancel() {
            response.cancel(true);
        }
    }

    public DirectoryHttp(DirectorySettings settings) {
        this.settings = settings;
        this.room = new Semaphore(settings.requestsMax());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(settings.trust())
                .connectTimeout(CONNECT)
                .executor(threads)
                .build();
    }

    /// The address of `path` at the origin; `path` is raw and begins with a slash.
    public URI at(String path) {
        return URI.create(settings.origin() + path);
    }

    /// Waits for room, then sends without waiting for the answer.
    public Exchange send(HttpRequest request, Deadline deadline) {
        try {
            if (!room.tryAcquire(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw new DirectoryFailed(
                        WhyUnknown.BUSY, settings.requestsMax() + " requests to the directory are under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryFailed(WhyUnknown.SLOW, "interrupted");
        }
        CompletableFuture<HttpResponse<byte[]>> sent;
        try {
            sent = client.sendAsync(request, _ -> new CappedBody(BODY_BYTES_MAX));
        } catch (RuntimeException e) {
            room.release();
            throw broken(e);
        }
        sent.whenComplete((_, _) -> room.release());
        return new Exchange(request, sent);
    }

    /// Runs what may block, such as fetching a credential, no longer than the deadline.
    public <T> T within(Deadline deadline, Supplier<T> work) {
        var running = threads.submit(work::get);
        try {
            return running.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw deadline.passed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryFailed(WhyUnknown.SLOW, "interrupted");
        } catch (ExecutionException e) {
            throw new DirectoryFailed(
                    WhyUnknown.NO_CREDENTIAL, "no credential for the directory: " + words(e.getCause()));
        } finally {
            running.cancel(true);
        }
    }

    /// A link to the next page, if it leads to the very same resource; only the query may differ. Anything else would
    /// carry our credential to a stranger or bring somebody else's groups.
    public URI nextPage(URI current, String link) {
        if (link.length() > LINK_CHARS_MAX) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the link to the next page is too long");
        }
        URI next;
        try {
            next = URI.create(link);
        } catch (IllegalArgumentException e) {
            throw new DirectoryFailed(WhyUnknown.WRONG_ANSWER, "the link to the next page is no URL");
        }
        boolean same = current.getScheme().equals(next.getScheme())
                && Optional.ofNullable(next.getRawAuthority()).equals(Optional.of(current.getRawAuthority()))
                && Optional.ofNullable(next.getRawPath()).equals(Optional.of(current.getRawPath()))
                && next.getRawFragment() == null;
        if (!same) {
            throw new DirectoryFailed(
                    WhyUnknown.WRONG_ANSWER, "the link to the next page leads to another place; it is not followed");
        }
        return next;
    }

    private DirectoryFailed refusal(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        Optional<Duration> rest = RetryAfter.of(answer.headers(), settings.clock());
        String host = settings.origin().getHost();
        return switch (status) {
            case 401 ->
                new DirectoryFailed(
                        WhyUnknown.NOT_PERMITTED,
                        host + " does not accept our credential (401). Fix: it must be for this tenant and audience.");
            case 403 ->
                new DirectoryFailed(
                        WhyUnknown.NOT_PERMITTED,
                        host + " refuses to answer (403). Fix: give the credential the permissions in docs/groups.md.");
            case 404 -> new DirectoryFailed(WhyUnknown.NO_PRINCIPAL, host + " does not know this principal (404)");
            case 429 -> new DirectoryFailed(WhyUnknown.THROTTLED, host + " asks for rest (429)", rest);
            default -> {
                if (status / 100 == 3) {
                    yield new DirectoryFailed(
                            WhyUnknown.WRONG_ANSWER, host + " answers with a redirect, which is not followed");
                }
                // Okta tells of its window in every answer: only a server that is out of order asks for rest by it.
                yield status / 100 == 5
                        ? new DirectoryFailed(
                                WhyUnknown.BROKEN,
                                host + " answers with status " + status,
                                answer.headers().firstValue("retry-after").isPresent() ? rest : Optional.empty())
                        : new DirectoryFailed(WhyUnknown.REFUSED, host + " answers with status " + status);
            }
        };
    }

    private DirectoryFailed broken(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DirectoryFailed known) {
                return known;
            }
        }
        return new DirectoryFailed(
                WhyUnknown.UNREACHABLE, settings.origin().getHost() + " cannot be asked: " + words(failure));
    }

    /// A failure's message may repeat what a server sent: cut short.
    private static String words(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown failure";
        }
        String message = String.valueOf(failure.getMessage());
        return failure.getClass().getSimpleName() + ": " + message.substring(0, Math.min(message.length(), WORDS_MAX));
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
