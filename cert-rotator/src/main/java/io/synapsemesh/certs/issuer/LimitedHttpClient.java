package io.synapsemesh.certs.issuer;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// For libraries that take the JDK's client: one whose answers have an end (most read a body until it is over) and
/// whose
/// `Retry-After` is heard by our [Breaker], whatever the library makes of it.
public final class LimitedHttpClient extends HttpClient {
    private static final int TOO_MANY = 429;

    private final HttpClient client;
    private final long bytesMax;
    private final Breaker breaker;

    public LimitedHttpClient(HttpClient client, long bytesMax, Breaker breaker) {
        this.client = client;
        this.bytesMax = bytesMax;
        this.breaker = breaker;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return heard(client.send(request, HttpResponse.BodyHandlers.limiting(handler, bytesMax)));
    }

    private <T> HttpResponse<T> heard(HttpResponse<T> response) {
        if (response.statusCode() == TOO_MANY || response.statusCode() >= 500) {
            var asked = response.headers()
                    .firstValue("Retry-After")
                    .filter(value -> value.matches("[0-9]{1,9}"))
                    .map(value -> Duration.ofSeconds(Long.parseLong(value)));
            breaker.hold(asked, response.uri().getHost() + " answers " + response.statusCode());
        }
        return response;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.limiting(handler, bytesMax))
                .thenApply(this::heard);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.PushPromiseHandler<T> pushPromiseHandler) {
        return sendAsync(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public void shutdownNow() {
        client.shutdownNow();
    }

    @Override
    public void close() {
        client.close();
    }
}
