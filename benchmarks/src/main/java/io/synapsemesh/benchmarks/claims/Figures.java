package io.synapsemesh.benchmarks.claims;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The figures committed under `docs/figures/<area>.json`.
final class Figures {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /// The part of a row that a claim rests on.
    private record Row(String name, String unit, BigDecimal value, boolean ok) {

        String text() {
            return (value.stripTrailingZeros().toPlainString() + " " + unit).strip();
        }
    }

    private final Map<String, Row> byAreaAndName;

    private Figures(Map<String, Row> byAreaAndName) {
        this.byAreaAndName = byAreaAndName;
    }

    /// @param folder may be absent: then there are no figures
    static Figures in(Path folder) {
        var rows = new HashMap<String, Row>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "*.json")) {
                for (var file : files) {
                    var area = file.getFileName().toString().replaceFirst("\\.json$", "");
                    for (var row : JSON.readValue(file.toFile(), new TypeReference<List<Row>>() {})) {
                        rows.put(area + "/" + row.name(), row);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the figures in " + folder, e);
            }
        }
        return new Figures(Map.copyOf(rows));
    }

    /// Why a proof does not hold; empty when it does.
    ///
    /// @param proof  `area/row`
    /// @param figure as the claim states it; it has to be the committed one
    Optional<String> objection(String proof, String figure) {
        var row = byAreaAndName.get(proof);
        if (row == null) {
            return Optional.of("no row " + proof + " under docs/figures");
        }
        if (!row.ok()) {
            return Optional.of("the goal of " + proof + " was not reached: " + row.text());
        }
        return row.text().equals(figure)
                ? Optional.empty()
                : Optional.of("the figure of " + proof + " is " + row.text() + ", not " + figure);
    }
}
