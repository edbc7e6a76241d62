package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The published table is made of the rows that run: nobody can claim a case that does not.
final class IssuerTableTest {
    private static final String BEGIN = "<!-- rows: made by IssuerTableTest, `make golden` writes them -->\n";
    private static final String END = "<!-- end of rows -->\n";

    @Test
    void thePublishedTableIsTheRowsThatRun() throws IOException {
        Path page = Path.of(System.getProperty("synapsemesh.root"), "docs", "issuers.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int until = text.indexOf(END);
        assertThat(from).as("the page has a place for the rows").isBetween(BEGIN.length(), until);
        String published = table(IssuerRows.all());
        if ("update".equals(System.getProperty("synapsemesh.golden"))) {
            Files.writeString(page, text.substring(0, from) + published + text.substring(until));
            return;
        }
        assertThat(text.substring(from, until)).as("run `make golden`").isEqualTo(published);
    }

    @Test
    void eachIssuerHasOneRow() {
        Set<String> names = new TreeSet<>();
        assertThat(IssuerRows.all())
                .allSatisfy(row ->
                        assertThat(names.add(row.issuer())).as(row.issuer()).isTrue());
    }

    private static String table(List<IssuerRow> rows) {
        var out = new StringBuilder(
                "\n| issuer | far side | worth | cases run | not applicable | suite |\n|---|---|---|---|---|---|\n");
        int all = ConformanceCase.values().length;
        for (IssuerRow row : rows) {
            int left = row.notApplicable().size();
            out.append("| `%s` | %s | %s | %d of %d | %d | `%s` |%n"
                    .formatted(row.issuer(), row.counterpart(), worth(row.peer()), all - left, all, left, row.suite()));
        }
        out.append("\nCases: ")
                .append(Arrays.stream(ConformanceCase.values())
                        .map(ConformanceCase::title)
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        rows.stream().filter(row -> !row.notApplicable().isEmpty()).forEach(row -> reasons(row, out));
        return out.append('\n').toString();
    }

    private static void reasons(IssuerRow row, StringBuilder out) {
        out.append("\nNot applicable to `").append(row.issuer()).append("`:\n\n");
        row.notApplicable().values().stream()
                .distinct()
                .forEach(reason -> out.append("- ")
                        .append(row.notApplicable().entrySet().stream()
                                .filter(e -> e.getValue().equals(reason))
                                .map(e -> e.getKey().title())
                                .collect(Collectors.joining(", ")))
                        .append(": ")
                        .append(reason)
                        .append(".\n"));
    }

    private static String worth(IssuerRow.Peer peer) {
        return switch (peer) {
            case OURS -> "ours";
            case REAL -> "real";
            case FAKE -> "fake";
        };
    }
}
