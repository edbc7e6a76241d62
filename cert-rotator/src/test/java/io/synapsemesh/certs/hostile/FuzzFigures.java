package io.synapsemesh.certs.hostile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a run of [FuzzTest] found, as rows of `build/figures`. A reader that let an input through to anything but
/// taking or refusing it has failed its test and has no row.
final class FuzzFigures {
    private static final int GOOD_INPUTS = 20_000;
    private static final int WANTED = 1_000_000;

    private final int inputs;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    FuzzFigures(int inputs) {
        this.inputs = inputs;
    }

    /// @param good what the hostile ones were made from
    void passed(Targets target, byte[] good) {
        String reader = target.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        for (int i = 0; i < GOOD_INPUTS; i++) {
            target.accepts(good);
        }
        rows.add(new TreeMap<>(Map.of(
                "name",
                "hostile inputs for the reader of a " + reader + ", each taken or refused, good ones as reference",
                "unit",
                "inputs",
                "value",
                inputs,
                "reference",
                GOOD_INPUTS,
                "ratio",
                (double) inputs / GOOD_INPUTS,
                "goal",
                ">= " + WANTED + ".0 inputs",
                "ok",
                inputs >= WANTED)));
    }

    /// @param name of the file; empty for a run that is no soak
    void write(String name) throws IOException {
        if (name.isEmpty()) {
            return;
        }
        Path folder = Files.createDirectories(Path.of(System.getProperty("synapsemesh.root"), "build", "figures"));
        Files.write(
                folder.resolve(name + ".json"),
                new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(rows));
    }
}
