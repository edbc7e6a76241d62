package io.synapsemesh.e2e.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which certificate each connection carried, as Envoy wrote it down, beside when each certificate was replaced, as the
/// audit log says.
final class CarriedIdentities {
    private static final JsonMapper JSON = new JsonMapper();

    private CarriedIdentities() {}

    /// One line of Envoy's log: a request or a whole TCP connection.
    ///
    /// @param certificate its SHA-256
    /// @param staleBy how long before its end the certificate it carried had been replaced; zero if it was not
    record Carried(String certificate, String peer, String chain, Instant end, Duration staleBy) {}

    static List<Carried> of(Path accessLog, Path dataDir) throws IOException {
        Map<String, Instant> replaced = replaced(dataDir.resolve("audit"));
        var all = new ArrayList<Carried>();
        for (String text : Files.readString(accessLog).lines().toList()) {
            JsonNode line = JSON.readTree(text);
            String certificate = line.path("certificateSha256").asText("");
            if (certificate.isEmpty() || certificate.equals("-") || certificate.equals("null")) {
                continue;
            }
            Instant end = Instant.parse(line.path("time").asText())
                    .plusMillis(line.path("durationMillis").asLong());
            Duration stale = Optional.ofNullable(replaced.get(certificate))
                    .filter(end::isAfter)
                    .map(at -> Duration.between(at, end))
                    .orElse(Duration.ZERO);
            all.add(new Carried(
                    certificate, line.path("peer").asText(), line.path("chain").asText(), end, stale));
        }
        return all;
    }

    /// @return when each was issued, by fingerprint
    static Map<String, Instant> issued(Path audit) throws IOException {
        var issued = new TreeMap<String, Instant>();
        for (JsonNode event : events(audit)) {
            String certificate = own(event).path("certificateSha256").asText("");
            if (!certificate.isEmpty()) {
                issued.putIfAbsent(certificate, time(event));
            }
        }
        return issued;
    }

    /// An identity may have several certificates at once, so what replaced what is taken from the events of rotation.
    ///
    /// @return when each was replaced, by fingerprint
    static Map<String, Instant> replaced(Path audit) throws IOException {
        var fingerprints = new HashMap<String, String>();
        var rotated = new TreeMap<String, Instant>();
        for (JsonNode event : events(audit)) {
            JsonNode own = own(event);
            if (own.hasNonNull("certificateSha256") && own.hasNonNull("serial")) {
                fingerprints.put(
                        own.path("serial").asText(),
                        own.path("certificateSha256").asText());
            }
            if (own.hasNonNull("previousSerial")) {
                rotated.put(own.path("previousSerial").asText(), time(event));
            }
        }
        var replaced = new TreeMap<String, Instant>();
        rotated.forEach((serial, at) ->
                Optional.ofNullable(fingerprints.get(serial)).ifPresent(print -> replaced.put(print, at)));
        return replaced;
    }

    private static List<JsonNode> events(Path audit) throws IOException {
        var events = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(audit, "audit-*.jsonl")) {
            for (Path file : files) {
                for (String text : Files.readString(file).lines().toList()) {
                    events.add(JSON.readTree(text));
                }
            }
        }
        return events;
    }

    private static JsonNode own(JsonNode event) {
        return event.path("unmapped").path("synapsemesh");
    }

    private static Instant time(JsonNode event) {
        return Instant.ofEpochMilli(event.path("time").asLong());
    }
}
