package io.synapsemesh.benchmarks.figure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/// Writes `build/figures/<area>.json`, one row a line, and prints the same as a table.
public final class FigureFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FigureFile() {}

    public static void write(Path file, List<Figure> rows) throws IOException {
        var text = new StringBuilder("[\n");
        for (int i = 0; i < rows.size(); i++) {
            text.append(JSON.writeValueAsString(rows.get(i))).append(i + 1 < rows.size() ? ",\n" : "\n");
        }
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text.append("]\n"), StandardCharsets.UTF_8);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public static void print(PrintStream out, List<Figure> rows) {
        out.printf("%-62s %12s %12s %9s  %-14s %s%n", "figure", "value", "reference", "ratio", "goal", "");
        for (var row : rows) {
            out.printf(
                    "%-62s %12s %12s %9s  %-14s %s%n",
                    row.name() + " [" + row.unit() + "]",
                    number(row.value()),
                    number(row.reference()),
                    row.ratio() == null ? "-" : number(row.ratio()),
                    row.goal() == null ? "-" : row.goal(),
                    row.goal() == null ? "" : row.ok() ? "ok" : "MISSED");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
