package io.synapsemesh.identity.exchange.adapter.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A [Line] as `azure-identity` wants it.
record AzureLine(Line line) implements HttpClient {
    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        var headers = new LinkedHashMap<String, String>();
        request.getHeaders().forEach(header -> headers.put(header.getName(), header.getValue()));
        var body = request.getBodyAsBinaryData();
        try {
            return new Answer(
                    request,
                    line.exchange(
                            URI.create(request.getUrl().toString()),
                            request.getHttpMethod().toString(),
                            headers,
                            body == null ? new byte[0] : body.toBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Answer extends HttpResponse {
        private final WireAnswer answer;
        private final HttpHeaders headers = new HttpHeaders();

        Answer(HttpRequest request, WireAnswer answer) {
            super(request);
            this.answer = answer;
            answer.headers().map().forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
        }

        @Override
        public int getStatusCode() {
            return answer.status();
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
            return Flux.just(ByteBuffer.wrap(answer.body()));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(answer.body());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(answer.body(), charset));
        }
    }
}
