package io.synapsemesh.e2e.rules;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An HTTP/1.1 client on one kept connection that sends exactly the bytes it is told to: what libraries would repair or
/// refuse is what is tried.
final class DevClient implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final String host;
    private final SSLSocket socket;
    private final InputStream in;

    private DevClient(String host, SSLSocket socket) throws IOException {
        this.host = host;
        this.socket = socket;
        this.in = new java.io.BufferedInputStream(socket.getInputStream());
    }

    static DevClient connect(SSLContext context, int port, String host) throws IOException {
        var socket = Certificates.connect(context, port, host);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return new DevClient(host, socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// @param target of the request line, byte for byte (ISO 8859-1)
    /// @param headers whole lines, such as `Authorization: Bearer x`
    record Request(String method, String target, List<String> headers) {
        static Request get(String target) {
            return new Request("GET", target, List.of());
        }

        static Request post(String target) {
            return new Request("POST", target, List.of());
        }

        Request with(String header) {
            var all = new ArrayList<>(headers);
            all.add(header);
            return new Request(method, target, List.copyOf(all));
        }
    }

    /// @param headers lower-case names
    record Answer(int status, List<String> headers, String body) {
        Optional<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    Answer send(Request request) throws IOException {
        var text = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        if (request.headers().stream()
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"))) {
            text.append("Host: ").append(host).append("\r\n");
        }
        request.headers().forEach(line -> text.append(line).append("\r\n"));
        String body = request.method().equals("GET") ? "" : "{\"name\":\"test\"}";
        if (!body.isEmpty()) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        text.append("\r\n").append(body);
        socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return read();
    }

    /// Nothing is kept back: a closed connection throws here.
    private Answer read() throws IOException {
        String status = line();
        int code = Integer.parseInt(status.split(" ", 3)[1]);
        var headers = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
        }
        var answer = new Answer(code, headers, "");
        byte[] body;
        if (answer.header("transfer-encoding").equals(Optional.of("chunked"))) {
            body = chunks();
        } else {
            int length = Integer.parseInt(answer.header("content-length").orElse("0"));
            body = exactly(Math.min(length, ANSWER_BYTES_MAX));
        }
        return new Answer(code, headers, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            whole.write(exactly(size));
            line();
        }
        line();
        return whole.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed instead of answered");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
