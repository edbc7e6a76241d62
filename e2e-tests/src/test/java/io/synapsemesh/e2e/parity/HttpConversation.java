package io.synapsemesh.e2e.parity;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// HTTP/1.1 by hand over one connection (RFC 9112), so that a target goes out byte for byte as it was drawn.
final class HttpConversation implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int LINE_BYTES_MAX = 64 << 10;

    private final Socket socket;
    private final InputStream in;
    private boolean over;

    HttpConversation(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// The other side said that it will close.
    boolean isOver() {
        return over;
    }

    /// @param target ISO 8859-1: one character a byte
    Answer ask(String method, String target, Map<String, String> headers) throws IOException {
        var request = new StringBuilder(512);
        request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("content-length: 0\r\n\r\n");
        var out = socket.getOutputStream();
        out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return read(method);
    }

    private Answer read(String method) throws IOException {
        String status = line();
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        over = "close".equalsIgnoreCase(headers.get("connection"));
        int code = Integer.parseInt(status.substring(9, 12));
        String body = method.equals("HEAD") ? "" : new String(body(headers), StandardCharsets.UTF_8);
        return new Answer(code, headers, body.strip());
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            var body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.writeBytes(exactly(size));
                line();
            }
            line();
            return body.toByteArray();
        }
        return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        if (size > BODY_BYTES_MAX) {
            throw new IOException("a body of " + size + " bytes");
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the connection ended in a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LINE_BYTES_MAX) {
                throw new EOFException("the connection ended after: " + line.toString(StandardCharsets.UTF_8));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
