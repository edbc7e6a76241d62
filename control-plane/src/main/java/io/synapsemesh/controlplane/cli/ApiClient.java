package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// The admin API, as a command sees it. One call, no retries: a person is waiting.
final class ApiClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 64 << 20;

    private final URI server;
    private final String token;

    ApiClient(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    JsonNode get(String path) {
        return call(request(path).GET().build());
    }

    JsonNode post(String path, Map<String, ?> body) {
        try {
            return call(request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A body that is sent as it is.
    JsonNode post(String path, byte[] body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER).header("Authorization", "Bearer " + token);
    }

    private JsonNode call(HttpRequest request) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] bytes;
            try (InputStream in = response.body()) {
                bytes = in.readNBytes(ANSWER_BYTES_MAX);
            }
            JsonNode answer = JSON.readTree(bytes);
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(), answer);
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1205,
                    server + " does not speak our API",
                    "Check --server: it is the port of the admin API, 8088 by default.");
        } catch (IOException e) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1205,
                    "no control plane answers at " + server + " ("
                            + e.getClass().getSimpleName() + ")",
                    "Start one: synapsemesh serve --config DIR, or give --server.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliProblem(Exit.FAILED, Code.SYN1205, "interrupted", "Run the command again.");
        }
    }

    private CliProblem refused(int status, JsonNode answer) {
        Code code = status == 401 ? Code.SYN1206 : Code.SYN1211;
        String message = answer.path("message").asText("HTTP status " + status);
        String fix = answer.path("fix").asText("Look into the log of serve.");
        return new CliProblem(Exit.FAILED, code, server + ": " + message, fix);
    }
}
