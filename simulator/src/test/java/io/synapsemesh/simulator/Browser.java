package io.synapsemesh.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// An HTTPS client of one test: it trusts the simulator's CA alone, follows no redirect, and reaches a workspace by
/// its own host name in `Host` (which the JDK's client allows by the property set in this module's pom).
final class Browser implements AutoCloseable {
    private final HttpClient client;
    private final Simulator simulator;

    Browser(Simulator simulator) {
        this.simulator = simulator;
        this.client = HttpClient.newBuilder()
                .sslContext(simulator.ca().clientContext())
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    HttpRequest.Builder dev(String workspace, String target) {
        var there = simulator.workspace(workspace);
        return HttpRequest.newBuilder(URI.create("https://localhost:" + there.devPort() + target))
                .header("Host", there.devHost())
                .timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> get(String workspace, String target, String token) throws Exception {
        return send(dev(workspace, target).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> send(String method, String workspace, String target, String token, String body)
            throws Exception {
        return send(dev(workspace, target)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
