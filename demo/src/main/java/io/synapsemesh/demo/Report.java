package io.synapsemesh.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs the steps of the script and keeps their rows.
final class Report {
    private static final List<String> HEADINGS = List.of("", "WHAT", "REQUEST", "EXPECTED", "GOT", "MS", "ANSWER");
    private static final int ANSWER_CHARS_MAX = 80;

    private final List<Row> rows = new ArrayList<>();
    private final Consumer<String> progress;

    /// @param progress told of each row as it comes
    Report(Consumer<String> progress) {
        this.progress = progress;
    }

    /// Runs one step. A step that fails is a row that differs: the others still run.
    void row(String name, String request, String expected, Callable<Outcome> step) {
        long start = System.nanoTime();
        Outcome outcome;
        try {
            outcome = step.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Outcome("interrupted", "");
        } catch (Exception e) {
            outcome = new Outcome("error", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        var row = new Row(name, request, expected, outcome.got(), millis, outcome.answer());
        rows.add(row);
        progress.accept((row.ok() ? "  ok    " : "  WRONG ") + row.name());
    }

    boolean isAsExpected() {
        return !rows.isEmpty() && rows.stream().allMatch(Row::ok);
    }

    /// A contract: `{"rows":[{"name","request","expected","got","ok","millis"}…]}`.
    String json() {
        List<Map<String, Object>> items = rows.stream().map(Report::members).toList();
        try {
            return new JsonMapper().writeValueAsString(Map.of("rows", items)) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Aligned columns for people.
    String table(Paint paint) {
        var lines = new ArrayList<List<String>>();
        lines.add(HEADINGS);
        rows.forEach(row -> lines.add(List.of(
                row.ok() ? "ok" : "!!",
                row.name(),
                row.request(),
                row.expected(),
                row.got(),
                Long.toString(row.millis()),
                shortened(row.answer()))));
        var widths = new int[HEADINGS.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        var text = new StringBuilder();
        for (int r = 0; r < lines.size(); r++) {
            String plain = aligned(lines.get(r), widths);
            text.append(r == 0 ? paint.strong(plain) : rows.get(r - 1).ok() ? plain : paint.bad(plain))
                    .append('\n');
        }
        long wrong = rows.stream().filter(row -> !row.ok()).count();
        text.append('\n')
                .append(
                        wrong == 0
                                ? rows.size() + " of " + rows.size() + " rows are as expected"
                                : wrong + " of " + rows.size() + " rows differ")
                .append('\n');
        return text.toString();
    }

    private static Map<String, Object> members(Row row) {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", row.name());
        members.put("request", row.request());
        members.put("expected", row.expected());
        members.put("got", row.got());
        members.put("ok", row.ok());
        members.put("millis", row.millis());
        return members;
    }

    private static String aligned(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private static String shortened(String answer) {
        return answer.length() <= ANSWER_CHARS_MAX ? answer : answer.substring(0, ANSWER_CHARS_MAX - 1) + "…";
    }
}
