package io.synapsemesh.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// An Envoy's admin interface (envoyproxy.io, "Administration interface"). Answers are read up to 64 MiB, within 10 s.
/// Safe for many threads.
public final class EnvoyAdmin {

    private static final long ANSWER_BYTES_MAX = 64L << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern NOT_LITERAL = Pattern.compile("[^A-Za-z0-9_]");
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private final InetSocketAddress address;

    public EnvoyAdmin(InetSocketAddress address) {
        this.address = address;
    }

    public InetSocketAddress address() {
        return address;
    }

    /// Whether Envoy serves; false too while it cannot be asked.
    public boolean isReady() {
        try {
            return send("GET", "/ready").statusCode() == 200;
        } catch (EnvoyFailure _) {
            return false;
        }
    }

    /// Envoy's own word for its state: `LIVE`, `PRE_INITIALIZING`, `INITIALIZING`, `DRAINING`.
    String readyText() {
        try {
            return send("GET", "/ready").body().strip();
        } catch (EnvoyFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// JSON with version, state and command line.
    public String serverInfo() {
        return get("/server_info");
    }

    /// JSON of everything Envoy runs with, endpoints included.
    public String configDump() {
        return get("/config_dump?include_eds");
    }

    /// Counters and gauges whose name the regular expression finds, by name. Histograms are left out.
    public Map<String, Long> stats(String regex) {
        var stats = new TreeMap<String, Long>();
        for (var line : get("/stats?filter=" + URLEncoder.encode(regex, StandardCharsets.UTF_8))
                .lines()
                .toList()) {
            var colon = line.lastIndexOf(": ");
            var value = line.substring(colon + 2);
            if (colon > 0 && !value.isEmpty() && value.chars().allMatch(Character::isDigit)) {
                stats.put(line.substring(0, colon), Long.parseLong(value));
            }
        }
        return Collections.unmodifiableMap(stats);
    }

    /// One counter or gauge by its whole name. A name Envoy does not have is a failure, not 0: a test that misspells
    /// one must not pass.
    public long stat(String name) {
        var value = stats("^" + NOT_LITERAL.matcher(name).replaceAll("\\\\$0") + "$")
                .get(name);
        if (value == null) {
            throw new EnvoyFailure("Envoy at " + address + " has no stat " + name);
        }
        return value;
    }

    /// The port a listener was given, for listeners configured with port 0.
    public int listenerPort(String listener) {
        return get("/listeners")
                .lines()
                .filter(line -> line.startsWith(listener + "::"))
                .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
                .findFirst()
                .orElseThrow(() -> new EnvoyFailure("Envoy at " + address + " has no listener " + listener));
    }

    /// Starts to drain every listener, gracefully, over the `--drain-time-s` of its command line.
    public void drainListeners() {
        post("/drain_listeners?graceful");
    }

    public String get(String path) {
        return checked("GET", path);
    }

    public String post(String path) {
        return checked("POST", path);
    }

    private String checked(String method, String path) {
        var answer = send(method, path);
        if (answer.statusCode() != 200) {
            throw new EnvoyFailure("Envoy at " + address + " answered " + answer.statusCode() + " to " + method + " "
                    + path + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path) {
        var uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX));
        } catch (IOException e) {
            throw new EnvoyFailure("Envoy's admin interface at " + address + " does not answer " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvoyFailure("interrupted while asking Envoy at " + address, e);
        }
    }
}
