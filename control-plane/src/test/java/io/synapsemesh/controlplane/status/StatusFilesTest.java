package io.synapsemesh.controlplane.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFilesTest {
    private static final DocumentRef CONTOSO = new DocumentRef("SynapseWorkspace", "analytics", "contoso");
    private static final DocumentRef TRUST = new DocumentRef("MeshTrust", "", "default");

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private StatusFiles files() {
        InstantSource source = () -> now;
        return new StatusFiles(directory, clock(source));
    }

    @Test
    void writesOnlyWhatChanged() throws IOException {
        StatusFiles files = files();
        files.put(good(CONTOSO, 1));
        Path file = directory.resolve("SynapseWorkspace/analytics/contoso.yaml");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(files.put(good(CONTOSO, 1))).isFalse();
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(files.put(good(CONTOSO, 2))).isTrue();
        assertThat(Files.readString(file)).contains("generation: 2");
    }

    @Test
    void keepsTheTimeOfTheLastTransition() {
        StatusFiles files = files();
        files.put(good(CONTOSO, 1));
        Instant first = now;
        now = now.plusSeconds(60);
        files.put(good(CONTOSO, 2));

        assertThat(files.all().getFirst().conditions())
                .allMatch(c -> c.lastTransitionTime().equals(first));

        files.put(facts(CONTOSO, 2, Facts.Text.STALE, List.of(error(Code.SYN0201)), new Facts.Programming.Done()));
        assertThat(condition(files, "Accepted").lastTransitionTime()).isEqualTo(now);
        assertThat(condition(files, "Programmed").lastTransitionTime()).isEqualTo(first);
    }

    @Test
    void removesTheFileOfARemovedDocumentAlsoOneFromBefore() {
        StatusFiles files = files();
        files.put(good(CONTOSO, 1));
        files.put(good(TRUST, 1));
        files.remove(CONTOSO);
        assertThat(directory.resolve("SynapseWorkspace/analytics/contoso.yaml")).doesNotExist();

        StatusFiles later = files();
        later.sweep();
        assertThat(directory.resolve("MeshTrust/_/default.yaml")).doesNotExist();
    }

    @Test
    void namesTheReasonsOfTheContract() {
        assertThat(reason(good(CONTOSO, 1), "Ready")).isEqualTo("True Ready");
        assertThat(reason(with(Facts.Text.REFUSED, error(Code.SYN0201)), "Accepted"))
                .isEqualTo("False Invalid");
        assertThat(reason(with(Facts.Text.REFUSED, error(Code.SYN0201)), "Programmed"))
                .isEqualTo("Unknown Pending");
        assertThat(reason(with(Facts.Text.STALE, error(Code.SYN0201)), "Accepted"))
                .isEqualTo("False Stale");
        assertThat(reason(with(Facts.Text.IN_FORCE, error(Code.SYN0406)), "Accepted"))
                .isEqualTo("False Conflicted");
        assertThat(reason(with(Facts.Text.IN_FORCE, error(Code.SYN0431)), "Accepted"))
                .isEqualTo("False Recreated");
        assertThat(reason(with(Facts.Text.IN_FORCE, error(Code.SYN0421)), "ResolvedRefs"))
                .isEqualTo("False NotAdmitted");
        assertThat(reason(with(Facts.Text.IN_FORCE, error(Code.SYN0402)), "Ready"))
                .isEqualTo("False WorkspaceNotFound");
        for (Code code : List.of(Code.SYN0511, Code.SYN0601)) {
            assertThat(reason(with(Facts.Text.IN_FORCE, error(code)), "Programmed"))
                    .isEqualTo("False Unsupported");
        }
    }

    @Test
    void carriesTheWordsOfARejectingProxyUpToTheirLimit() {
        var rejected = new Facts.Programming.Rejected("mesh/gw", "Listener", "gateway", "x".repeat(5000));
        StatusFiles files = files();
        files.put(facts(CONTOSO, 1, Facts.Text.IN_FORCE, List.of(), rejected));

        assertThat(condition(files, "Programmed").reason()).isEqualTo("RejectedByProxy");
        assertThat(condition(files, "Programmed").message())
                .isEqualTo("mesh/gw rejected Listener gateway: " + "x".repeat(1024));
    }

    private String reason(Facts facts, String type) {
        StatusFiles files = files();
        files.put(facts);
        Condition condition = condition(files, type);
        return condition.status() + " " + condition.reason();
    }

    private static Condition condition(StatusFiles files, String type) {
        return files.all().getFirst().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Facts good(DocumentRef ref, long generation) {
        return facts(ref, generation, Facts.Text.IN_FORCE, List.of(), new Facts.Programming.Done());
    }

    private static Facts with(Facts.Text text, Diagnostic diagnostic) {
        return facts(CONTOSO, 1, text, List.of(diagnostic), new Facts.Programming.Done());
    }

    private static Facts facts(
            DocumentRef ref, long generation, Facts.Text text, List<Diagnostic> found, Facts.Programming programming) {
        return new Facts(ref, generation, text, found, programming, Optional.of(new Facts.Certificate.Fresh()));
    }

    private static Diagnostic error(Code code) {
        return new Diagnostic(
                code, Severity.ERROR, Optional.of(CONTOSO), Optional.empty(), "spec", "it is wrong", "Put it right.");
    }

    private static Clock clock(InstantSource source) {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }
}
