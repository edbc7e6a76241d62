package io.synapsemesh.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The control plane as an operator sees it: through the admin API, with the operator token of the data directory.
final class AdminClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long ANSWER_BYTES_MAX = 16L << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI server;
    private final String token;

    AdminClient(int port, Path dataDir) throws IOException {
        this.server = URI.create("http://127.0.0.1:" + port);
        this.token = Files.readString(dataDir.resolve("operator.token")).strip();
    }

    /// What is not as it should be: proxies that are away, and types that are not Synced. Empty when all is well.
    List<String> notSynced(int proxies) throws IOException, InterruptedException {
        var unwell = new ArrayList<String>();
        JsonNode items = get("/api/v1/proxies").path("items");
        if (items.size() != proxies) {
            unwell.add(items.size() + " proxies instead of " + proxies);
        }
        for (JsonNode proxy : items) {
            String name = proxy.path("name").asText();
            if (!proxy.path("connected").asBoolean()) {
                unwell.add(name + " is not connected");
            }
            for (JsonNode type : proxy.path("types")) {
                if (!type.path("state").asText().equals("Synced")) {
                    unwell.add(name + " " + type.path("state").asText() + " "
                            + type.path("typeUrl").asText() + " "
                            + type.path("reject").path("message").asText());
                }
            }
        }
        return unwell;
    }

    /// The serial of the certificate an identity has now, in hex.
    String serial(String identity) throws IOException, InterruptedException {
        for (JsonNode item : get("/api/v1/certs").path("items")) {
            if (item.path("identity").asText().equals(identity)) {
                return item.path("serial").asText();
            }
        }
        throw new IOException("no certificate of " + identity);
    }

    /// Replaces the certificate of one identity now.
    void rotate(String identity) throws IOException, InterruptedException {
        call(request("/api/v1/certs/rotate")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(Map.of("identity", identity)))));
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return call(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT).header("Authorization", "Bearer " + token);
    }

    private JsonNode call(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        if (response.statusCode() != 200) {
            throw new IOException("the admin API answered " + response.statusCode() + ": "
                    + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return JSON.readTree(response.body());
    }
}
