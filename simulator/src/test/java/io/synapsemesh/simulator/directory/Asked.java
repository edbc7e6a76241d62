package io.synapsemesh.simulator.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A client of one test, and a clock that it moves.
final class Asked implements AutoCloseable {
    private final HttpClient client;

    Asked(SimulatorCa ca) {
        client = HttpClient.newBuilder().sslContext(ca.clientContext()).build();
    }

    HttpResponse<String> get(URI uri, String authorization, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).header("Authorization", authorization);
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(URI uri, String authorization, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-11-22T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
