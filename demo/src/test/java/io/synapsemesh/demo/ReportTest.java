package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private final List<String> progress = new ArrayList<>();
    private final Report report = new Report(progress::add);

    @Test
    void printsTheRowsAsTheContractSays() {
        report.row("one", "GET a\nb", "allow", () -> new Outcome("allow", "200"));

        assertThat(report.json())
                .matches(
                        "\\{\"rows\":\\[\\{\"name\":\"one\",\"request\":\"GET a b\",\"expected\":\"allow\",\"got\":\"allow\","
                                + "\"ok\":true,\"millis\":\\d+}]}\\n");
        assertThat(report.isAsExpected()).isTrue();
    }

    @Test
    void isNotAsExpectedWhenOneRowDiffers() {
        report.row("one", "GET a", "allow", () -> new Outcome("allow", ""));
        report.row("two", "GET b", "deny", () -> new Outcome("allow", ""));

        assertThat(report.isAsExpected()).isFalse();
        assertThat(report.json()).contains("\"got\":\"allow\",\"ok\":false");
        assertThat(progress).containsExactly("  ok    one", "  WRONG two");
    }

    @Test
    void isNotAsExpectedWithoutRows() {
        assertThat(report.isAsExpected()).isFalse();
    }

    @Test
    void aStepThatFailsIsARowThatDiffersAndTheNextStillRuns() {
        report.row("one", "GET a", "deny", () -> {
            throw new IOException("no way");
        });
        report.row("two", "GET b", "deny", () -> new Outcome("deny", ""));

        assertThat(report.isAsExpected()).isFalse();
        assertThat(report.table(Paint.PLAIN))
                .contains("!!  one")
                .contains("IOException: no way")
                .contains("ok  two");
    }

    @Test
    void alignsColumnsAndColoursOnlyWhenAsked() {
        report.row("short", "GET a", "allow", () -> new Outcome("allow", ""));
        report.row("a longer name", "GET b", "allow", () -> new Outcome("deny", ""));

        List<String> lines = report.table(Paint.PLAIN).lines().toList();
        assertThat(lines.get(1).indexOf("GET a")).isEqualTo(lines.get(2).indexOf("GET b"));
        assertThat(report.table(Paint.PLAIN)).doesNotContain("\u001b").endsWith("1 of 2 rows differ\n");
        assertThat(report.table(Paint.COLORS)).contains("\u001b[31m!!");
    }
}
