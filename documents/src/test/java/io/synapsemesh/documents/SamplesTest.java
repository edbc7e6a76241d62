package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.documents.report.DiagnosticText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SamplesTest {
    private static final Path QUICKSTART = Path.of("..", "samples", "quickstart");

    @Test
    void theQuickstartHasNoProblem() throws IOException {
        var parsed = new ArrayList<Parsed>();
        try (Stream<Path> files = Files.list(QUICKSTART)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                parsed.add(DocumentReader.read(file.getFileName().toString(), Files.readAllBytes(file), LastGood.NONE));
            }
        }
        Parsed all = DocumentSet.of(parsed);
        assertThat(DiagnosticText.print(all.diagnostics())).isEmpty();
        assertThat(all.documents())
                .extracting(Document::kind)
                .contains(
                        DocumentKind.MESH_TRUST,
                        DocumentKind.IDENTITY_PROVIDER,
                        DocumentKind.SYNAPSE_WORKSPACE,
                        DocumentKind.SYNAPSE_ROLE_BINDING,
                        DocumentKind.SYNAPSE_ACCESS_POLICY,
                        DocumentKind.MESH_PROXY);
    }

    @Test
    void theReadmeExplainsEveryFile() throws IOException {
        String readme = Files.readString(QUICKSTART.resolve("README.md"));
        try (Stream<Path> files = Files.list(QUICKSTART)) {
            files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .forEach(name -> assertThat(readme).contains("`" + name + "`"));
        }
    }
}
