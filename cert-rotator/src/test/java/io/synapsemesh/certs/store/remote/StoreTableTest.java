package io.synapsemesh.certs.store.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The published table is made of the rows that run.
final class StoreTableTest {
    private static final String BEGIN = "<!-- rows: made by StoreTableTest, `make golden` writes them -->\n";
    private static final String END = "<!-- end of rows -->\n";

    @Test
    void thePublishedTableIsTheRowsThatRun() throws IOException {
        Path page = Path.of(System.getProperty("synapsemesh.root"), "docs", "stores.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int until = text.indexOf(END);
        assertThat(from).as("the page has a place for the rows").isBetween(BEGIN.length(), until);
        String published = table();
        if ("update".equals(System.getProperty("synapsemesh.golden"))) {
            Files.writeString(page, text.substring(0, from) + published + text.substring(until));
            return;
        }
        assertThat(text.substring(from, until)).as("run `make golden`").isEqualTo(published);
    }

    private static String table() {
        var out =
                new StringBuilder("\n| store | far side | two writers | cases run | suite |\n|---|---|---|---|---|\n");
        int all = StoreCase.values().length;
        for (StoreRow row : StoreRows.all()) {
            out.append("| %s | %s | %s | %d of %d | `%s` |%n"
                    .formatted(
                            row.store(),
                            row.worth(),
                            writers(row.writers()),
                            all - row.notApplicable().size(),
                            all,
                            row.suite()));
        }
        out.append("\nCases: ")
                .append(titles(Arrays.stream(StoreCase.values())))
                .append(".\n");
        StoreRows.all().stream().filter(row -> !row.notApplicable().isEmpty()).forEach(row -> reasons(row, out));
        return out.append('\n').toString();
    }

    private static void reasons(StoreRow row, StringBuilder out) {
        out.append("\nNot applicable to ").append(row.store()).append(":\n\n");
        var without = row.notApplicable();
        without.values().stream()
                .distinct()
                .forEach(reason -> out.append("- ")
                        .append(titles(without.keySet().stream().filter(c -> reason.equals(without.get(c)))))
                        .append(": ")
                        .append(reason)
                        .append(".\n"));
    }

    private static String titles(Stream<StoreCase> cases) {
        return cases.map(StoreCase::title).collect(Collectors.joining(", "));
    }

    private static String writers(StoreRow.Writers writers) {
        return switch (writers) {
            case COMPARE_AND_SET -> "the service refuses the second";
            case CHECKED -> "looked at before and after";
            case LAST -> "the last";
        };
    }
}
