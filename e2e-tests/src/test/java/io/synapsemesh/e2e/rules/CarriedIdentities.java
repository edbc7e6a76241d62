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
    /// @param staleBy how long before its end the certificate it carried had been replaced; zero if it was not
    record Carried(String peer, String chain, Instant end, Duration staleBy) {}

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
            all.add(new Carried(line.path("peer").asText(), line.path("chain").asText(), end, stale));
        }
        return all;
    }

    /// An identity may have several certificates at once, so what replaced what is taken from the events of rotation.
    ///
    /// @return when each was replaced, by fingerprint
    static Map<String, Instant> replaced(Path audit) throws IOException {
        var fingerprints = new HashMap<String, String>();
        var rotated = new TreeMap<String, Instant>();
        try (var files = Files.newDirectoryStream(audit, "audit-*.jsonl")) {
            for (Path file : files) {
                for (String text : Files.readString(file).lines().toList()) {
                    JsonNode event = JSON.readTree(text);
                    JsonNode own = event.path("unmapped").path("synapsemesh");
                    if (own.hasNonNull("certificateSha256") && own.hasNonNull("serial")) {
                        fingerprints.put(
                                own.path("serial").asText(),
                                own.path("certificateSha256").asText());
                    }
                    if (own.hasNonNull("previousSerial")) {
                        rotated.put(
                                own.path("previousSerial").asText(),
                                Instant.ofEpochMilli(event.path("time").asLong()));
                    }
                }
            }
        }
        var replaced = new TreeMap<String, Instant>();
        rotated.forEach((serial, at) ->
                Optional.ofNullable(fingerprints.get(serial)).ifPresent(print -> replaced.put(print, at)));
        return replaced;
    }
}
