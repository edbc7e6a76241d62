package io.synapsemesh.certs.store.aws;

import io.synapsemesh.certs.store.remote.StoreHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/// [StoreHttp] as AWS's SDK wants it.
public record BoundedAwsHttp(StoreHttp http) implements SdkHttpClient {
    /// Set by the JDK's client itself.
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(http.exchange(plain(request)));
            }

            @Override
            public void abort() {
                // The exchange has a deadline of its own.
            }
        };
    }

    private static HttpRequest plain(HttpExecuteRequest request) throws IOException {
        byte[] body = new byte[0];
        if (request.contentStreamProvider().isPresent()) {
            try (InputStream in = request.contentStreamProvider().get().newStream()) {
                body = in.readAllBytes();
            }
        }
        var asked = request.httpRequest();
        var builder = HttpRequest.newBuilder(asked.getUri())
                .method(asked.method().name(), HttpRequest.BodyPublishers.ofByteArray(body));
        asked.forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        return builder.build();
    }

    private static HttpExecuteResponse answer(java.net.http.HttpResponse<byte[]> response) {
        var body = AbortableInputStream.create(new ByteArrayInputStream(response.body()));
        var full = SdkHttpFullResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build();
        return HttpExecuteResponse.builder().response(full).responseBody(body).build();
    }

    @Override
    public String clientName() {
        return "SynapseMesh";
    }

    @Override
    public void close() {
        http.close();
    }
}
