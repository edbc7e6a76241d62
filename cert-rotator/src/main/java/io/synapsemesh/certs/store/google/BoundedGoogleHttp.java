package io.synapsemesh.certs.store.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.synapsemesh.certs.store.remote.StoreHttp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// [StoreHttp] as Google's client wants it.
public final class BoundedGoogleHttp extends HttpTransport {
    /// Set by the JDK's client itself, or a wish for compression we do not have.
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "upgrade", "accept-encoding");

    private final StoreHttp http;

    public BoundedGoogleHttp(StoreHttp http) {
        this.http = http;
    }

    @Override
    public boolean supportsMethod(String method) {
        return true;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Request(method, url);
    }

    @Override
    public void shutdown() {
        http.close();
    }

    private final class Request extends LowLevelHttpRequest {
        private final String method;
        private final HttpRequest.Builder builder;

        Request(String method, String url) {
            this.method = method;
            this.builder = HttpRequest.newBuilder(URI.create(url));
        }

        @Override
        public void addHeader(String name, String value) {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                builder.header(name, value);
            }
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            var body = new ByteArrayOutputStream();
            if (getStreamingContent() != null) {
                getStreamingContent().writeTo(body);
                if (getContentType() != null) {
                    builder.setHeader("Content-Type", getContentType());
                }
            }
            builder.method(
                    method,
                    body.size() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.toByteArray()));
            return new Answer(http.exchange(builder.build()));
        }
    }

    private static final class Answer extends LowLevelHttpResponse {
        private final HttpResponse<byte[]> response;
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();

        Answer(HttpResponse<byte[]> response) {
            this.response = response;
            response.headers().map().forEach((name, values) -> values.forEach(v -> headers.add(Map.entry(name, v))));
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(response.body());
        }

        @Override
        public @Nullable String getContentEncoding() {
            return response.headers().firstValue("Content-Encoding").orElse(null);
        }

        @Override
        public long getContentLength() {
            return response.body().length;
        }

        @Override
        public @Nullable String getContentType() {
            return response.headers().firstValue("Content-Type").orElse(null);
        }

        @Override
        public String getStatusLine() {
            return "HTTP/1.1 " + response.statusCode();
        }

        @Override
        public int getStatusCode() {
            return response.statusCode();
        }

        @Override
        public String getReasonPhrase() {
            return "";
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).getValue();
        }
    }
}
