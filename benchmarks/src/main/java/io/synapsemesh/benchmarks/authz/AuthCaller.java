package io.synapsemesh.benchmarks.authz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/// One connection of an edge, kept open as Nginx' `keepalive` does. Reads as little as it can: what the callers cost
/// is not measured, and leaves the machine to what is.
final class AuthCaller implements Caller {
    private static final String YES = "HTTP/1.1 204 ";

    private final InputStream in;
    private final OutputStream out;
    private final List<byte[]> questions;

    /// @param questions whole requests
    AuthCaller(SSLSocketFactory tls, int port, List<byte[]> questions) throws IOException {
        var socket = tls.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.questions = questions;
    }

    @Override
    public void ask(int number) throws IOException {
        out.write(questions.get(number % questions.size()));
        out.flush();
        String first = line();
        while (!line().isEmpty()) {
            // Headers. A 204 has no body.
        }
        if (!first.startsWith(YES)) {
            throw new IllegalStateException("not yes but: " + first);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("the connection was closed");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }
}
