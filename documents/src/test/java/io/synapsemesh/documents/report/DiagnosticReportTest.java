package io.synapsemesh.documents.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DiagnosticReportTest {
    private static final Diagnostic SECOND = new Diagnostic(
            Code.SYN0302,
            Severity.ERROR,
            Optional.of(new DocumentRef("SynapseRoleBinding", "analytics", "people")),
            Optional.of(new Diagnostic.Place("b.yaml", 9, 30)),
            "spec.subjects[2].group.id",
            "'x' is not a GUID",
            "Write it like 11111111-1111-1111-1111-111111111111.");
    private static final Diagnostic FIRST = new Diagnostic(
            Code.SYN0102,
            Severity.ERROR,
            Optional.empty(),
            Optional.of(new Diagnostic.Place("a.yaml", 1, 1)),
            "",
            "the file has 5000000 bytes, more than 4194304",
            "Split it into several files.");
    private static final Diagnostic PLACELESS = new Diagnostic(
            Code.SYN0701, Severity.WARNING, Optional.empty(), Optional.empty(), "", "a proxy refused", "Look at it.");

    @Test
    void printsForPeopleSortedByFile() {
        assertThat(DiagnosticText.print(List.of(SECOND, FIRST, PLACELESS))).isEqualTo("""
                        Warning SYN0701: a proxy refused
                            Look at it.
                        a.yaml:1:1: Error SYN0102: the file has 5000000 bytes, more than 4194304
                            Split it into several files.
                        b.yaml:9:30: Error SYN0302: 'x' is not a GUID (SynapseRoleBinding analytics/people spec.subjects[2].group.id)
                            Write it like 11111111-1111-1111-1111-111111111111.
                        """);
        assertThat(DiagnosticText.print(List.of())).isEmpty();
    }

    @Test
    void printsForToolsWithEveryKeyInOrder() {
        assertThat(DiagnosticJson.print(List.of(SECOND, PLACELESS)))
                .isEqualTo(
                        "[{\"code\":\"SYN0701\",\"severity\":\"Warning\",\"kind\":\"\",\"namespace\":\"\",\"name\":\"\","
                                + "\"file\":\"\",\"line\":0,\"column\":0,\"path\":\"\",\"message\":\"a proxy refused\","
                                + "\"fix\":\"Look at it.\",\"doc\":\"docs/codes/SYN0701.md\"},"
                                + "{\"code\":\"SYN0302\",\"severity\":\"Error\",\"kind\":\"SynapseRoleBinding\","
                                + "\"namespace\":\"analytics\",\"name\":\"people\",\"file\":\"b.yaml\",\"line\":9,\"column\":30,"
                                + "\"path\":\"spec.subjects[2].group.id\",\"message\":\"'x' is not a GUID\","
                                + "\"fix\":\"Write it like 11111111-1111-1111-1111-111111111111.\","
                                + "\"doc\":\"docs/codes/SYN0302.md\"}]");
    }
}
