package io.synapsemesh.certs.store.keyvault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.synapsemesh.certs.store.remote.StoreHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// [StoreHttp] as Azure's SDK wants it.
record BoundedAzureHttp(StoreHttp http) implements HttpClient {
    /// Set by the JDK's client itself.
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        var body = request.getBodyAsBinaryData();
        var builder = java.net.http.HttpRequest.newBuilder(
                        URI.create(request.getUrl().toString()))
                .method(
                        request.getHttpMethod().toString(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toBytes()));
        request.getHeaders().forEach(header -> {
            if (!OWN.contains(header.getName().toLowerCase(Locale.ROOT))) {
                header.getValuesList().forEach(value -> builder.header(header.getName(), value));
            }
        });
        try {
            return new Answer(request, http.exchange(builder.build()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Answer extends HttpResponse {
        private final int status;
        private final HttpHeaders headers = new HttpHeaders();
        private final byte[] body;

        Answer(HttpRequest request, java.net.http.HttpResponse<byte[]> response) {
            super(request);
            this.status = response.statusCode();
            this.body = response.body();
            response.headers().map().forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract, so it must be there
        public @Nullable String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(body));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(body);
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(body, charset));
        }
    }
}
