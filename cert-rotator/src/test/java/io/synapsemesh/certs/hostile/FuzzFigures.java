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

    /// @param nanos that all hostile inputs took together
    /// @param good what the reader's other inputs were made from
    void passed(Targets target, long nanos, byte[] good) {
        String reader = target.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        long begun = System.nanoTime();
        for (int i = 0; i < GOOD_INPUTS; i++) {
            target.accepts(good);
        }
        double micros = nanos / 1e3 / inputs;
        double microsGood = (System.nanoTime() - begun) / 1e3 / GOOD_INPUTS;
        var count =
                row("hostile inputs for the reader of a " + reader + ", each taken or refused, good ones as reference");
        count.put("unit", "inputs");
        count.put("value", inputs);
        count.put("reference", GOOD_INPUTS);
        count.put("goal", ">= " + WANTED + ".0 inputs");
        count.put("ok", inputs >= WANTED);
        var time = row("one hostile input for the reader of a " + reader + ", a good one as reference");
        time.put("unit", "us");
        time.put("value", micros);
        time.put("reference", microsGood);
        time.put("ratio", micros / microsGood);
        time.put("ok", true);
    }

    private Map<String, Object> row(String name) {
        var row = new TreeMap<String, Object>(Map.of("name", name));
        rows.add(row);
        return row;
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
