package io.synapsemesh.e2e.render;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;

/// What a gateway answers to one request. Written by hand: a client library would repair the path.
record GatewayAnswer(int status, String head, String body) {
    static GatewayAnswer of(
            TestAuthority.Identity carrier, int port, String method, String path, Map<String, String> headers)
            throws IOException {
        var request = new StringBuilder(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(RenderedGateway.DEV)
                .append("\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        String answer = exchange(
                carrier, port, RenderedGateway.DEV, request.append("\r\n").toString());
        int body = answer.indexOf("\r\n\r\n");
        return new GatewayAnswer(
                Integer.parseInt(answer.substring(9, 12)),
                answer.substring(0, body),
                answer.substring(body).strip());
    }

    /// All that comes back for these bytes.
    static String exchange(TestAuthority.Identity carrier, int port, String host, String bytes) throws IOException {
        try (var socket = (SSLSocket) carrier.client().getSocketFactory().createSocket("127.0.0.1", port)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
