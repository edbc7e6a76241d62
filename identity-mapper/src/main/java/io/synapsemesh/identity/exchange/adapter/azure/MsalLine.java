package io.synapsemesh.identity.exchange.adapter.azure;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A [Line] as MSAL wants it.
record MsalLine(Line line) implements IHttpClient {
    @Override
    public IHttpResponse send(HttpRequest request) throws IOException {
        byte[] body = request.body() == null ? new byte[0] : request.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = request.headers() == null ? Map.of() : request.headers();
        return new Answer(line.exchange(
                URI.create(request.url().toString()), request.httpMethod().name(), headers, body));
    }

    private record Answer(WireAnswer answer) implements IHttpResponse {
        @Override
        public int statusCode() {
            return answer.status();
        }

        @Override
        public Map<String, List<String>> headers() {
            return answer.headers().map();
        }

        @Override
        public String body() {
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
    }
}
