package io.synapsemesh.e2e.issuers;

import com.sun.net.httpserver.HttpServer;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Port 80 of every public host, as the edge will serve it.
final class ChallengeServer implements HttpChallenges, AutoCloseable {
    private static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;

    ChallengeServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, exchange -> {
            asked.incrementAndGet();
            var host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":\\d+$", "");
            var answer = answers.get(host + exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @Override
    public void publish(String host, String token, String authorization) {
        answers.put(host + PATH + token, authorization);
    }

    @Override
    public void withdraw(String host, String token) {
        answers.remove(host + PATH + token);
    }

    /// How often the CA looked.
    int asked() {
        return asked.get();
    }

    /// How many answers are out.
    int published() {
        return answers.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
