package io.synapsemesh.controlplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanTest {
    private static final DocumentRef ONE = workspaceRef("one");
    private static final DocumentRef TWO = workspaceRef("two");
    private static final DocumentRef THREE = workspaceRef("three");

    /// Until the end of 2049.
    private static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBazCCARKgAwIBAgIUKQ51RXn4qbmUIUxJDAtyi8UxO54wCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJY29ycCByb290MB4XDTI2MDEwMTAwMDAwMFoXDTQ5MTIzMTIz
            NTk1OVowFDESMBAGA1UEAwwJY29ycCByb290MFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEmg0/pMU6RYG37WZSohx21rNHg9koxepRLtdjcJgaNsZoIZtdjUtk2nRe
            HeADtC+ZnApfm7/eNEIkFam4A9BWjaNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNV
            HQ8BAf8EBAMCAgQwHQYDVR0OBBYEFEmS5sN/mD2Yw0hHdfhuxukRQ4JOMAoGCCqG
            SM49BAMCA0cAMEQCIDSM6FHmIUCSVO99K24dCV26JLnpTLd95PRMlr3nuNajAiBX
            Rt1ewsBi8eRBegnW48ZFweF7JoBFng09vsHllYhgjA==
            -----END CERTIFICATE-----
            """;

    @TempDir
    private Path directory;

    private Path config;
    private Path kept;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private Scan scan;

    @BeforeEach
    void start() throws IOException {
        config = Files.createDirectory(directory.resolve("config"));
        kept = Files.createDirectory(directory.resolve("lastgood"));
        restart(Removals.HOLD);
    }

    @Test
    void givesEveryDocumentFirst() {
        write("a.yaml", workspace("one"), workspace("two"));
        write("sub/b.yml", workspace("three"));
        write("notes.txt", "not a document");

        SourceUpdate update = look();

        assertThat(names(update.upserts())).containsExactly(ONE, THREE, TWO);
        assertThat(update.diagnostics()).isEmpty();
    }

    @Test
    void readsOnlyWhatChanged() {
        write("a.yaml", workspace("one"));
        write("b.yaml", workspace("two"));
        look();
        write("a.yaml", workspace("one", "enforcement: Audit"));

        SourceUpdate update = look();

        assertThat(names(update.upserts())).containsExactly(ONE);
        assertThat(update.upserts().getFirst().generation()).isEqualTo(2);
    }

    @Test
    void saysNothingWhenOnlyTheTimeStampChanged() {
        write("a.yaml", workspace("one"));
        look();
        write("a.yaml", workspace("one"));

        assertThat(scanAndTake()).isEmpty();
    }

    @Test
    void keepsTheLastGoodVersionOfABadDocumentAndTakesTheOthers() {
        write("a.yaml", workspace("one"), workspace("two"));
        look();
        write("a.yaml", workspace("one", "enforcement: Perhaps"), workspace("two", "enforcement: Audit"));

        SourceUpdate update = look();

        assertThat(names(update.upserts())).containsExactly(TWO);
        assertThat(update.removed()).isEmpty();
        assertThat(update.stale()).containsExactly(ONE);
        assertThat(update.refused()).containsExactly(ONE);
        assertThat(codes(update)).containsExactly(Code.SYN0205);
    }

    @Test
    void keepsEveryDocumentOfAFileThatIsNotYaml() {
        write("a.yaml", workspace("one"), workspace("two"));
        look();
        write("a.yaml", "{ never closed");

        SourceUpdate update = look();

        assertThat(update.removed()).isEmpty();
        assertThat(update.stale()).containsExactly(ONE, TWO);
        later(300);
        scanAndTake();
        assertThat(scan.take()).isEmpty();
    }

    @Test
    void isNoLongerStaleWhenTheTextIsGoodAgain() {
        write("a.yaml", workspace("one"));
        look();
        write("a.yaml", "{ never closed");
        look();
        write("a.yaml", workspace("one"));

        SourceUpdate update = look();

        assertThat(update.stale()).isEmpty();
        assertThat(update.upserts()).isEmpty();
        assertThat(update.diagnostics()).isEmpty();
    }

    @Test
    void believesAVanishedFileOnlyAtTheSecondLook() {
        write("a.yaml", workspace("one"), workspace("two"));
        write("b.yaml", workspace("three"));
        look();
        delete("b.yaml");

        assertThat(scanAndTake()).isEmpty();
        later(200);

        assertThat(look().removed()).containsExactly(THREE);
    }

    @Test
    void believesADocumentThatLeftItsFileOnlyAtTheSecondLook() {
        write("a.yaml", workspace("one"), workspace("two"), workspace("three"));
        look();
        write("a.yaml", "");
        assertThat(scanAndTake()).isEmpty();
        later(100);
        write("a.yaml", workspace("one"), workspace("two"), workspace("three"));
        later(100);

        assertThat(scanAndTake()).isEmpty();
    }

    @Test
    void holdsTheLossOfMoreThanHalfOfAllWorkspaces() {
        write("a.yaml", workspace("one"), workspace("two"));
        write("b.yaml", workspace("three"));
        look();
        delete("a.yaml");
        scanAndTake();
        later(200);

        SourceUpdate held = look();

        assertThat(held.removed()).isEmpty();
        assertThat(held.stale()).containsExactly(ONE, TWO);
        assertThat(codes(held)).containsExactly(Code.SYN0115);

        write("a.yaml", workspace("one"), workspace("two"));
        SourceUpdate back = look();
        assertThat(back.stale()).isEmpty();
        assertThat(back.diagnostics()).isEmpty();
    }

    @Test
    void removesMoreThanHalfWhenRemovalsAreAccepted() {
        restart(Removals.ACCEPT);
        write("a.yaml", workspace("one"), workspace("two"));
        look();
        delete("a.yaml");
        scanAndTake();
        later(200);

        assertThat(look().removed()).containsExactly(ONE, TWO);
    }

    @Test
    void keepsTheFirstOfTwoDocumentsWithOneName() {
        write("m.yaml", workspace("one"));
        look();
        write("a.yaml", workspace("one", "enforcement: Audit"));

        SourceUpdate update = look();

        assertThat(update.upserts()).isEmpty();
        assertThat(codes(update)).containsExactly(Code.SYN0112);
        assertThat(update.diagnostics().getFirst().place().orElseThrow().file()).isEqualTo("a.yaml");
    }

    @Test
    void followsADocumentThatMovesToAnotherFile() {
        write("m.yaml", workspace("one"));
        look();
        write("a.yaml", workspace("one"));
        delete("m.yaml");

        SourceUpdate update = look();
        later(300);

        assertThat(update.removed()).isEmpty();
        assertThat(update.diagnostics()).isEmpty();
        assertThat(update.upserts().getFirst().generation()).isEqualTo(1);
        assertThat(scanAndTake()).isEmpty();
    }

    @Test
    void refusesAChangeOfAnImmutableField() {
        write("a.yaml", workspace("one"));
        look();
        write("a.yaml", workspace("one").replace("resourceGroups/rg", "resourceGroups/other"));

        SourceUpdate update = look();

        assertThat(codes(update)).containsExactly(Code.SYN0303);
        assertThat(update.stale()).containsExactly(ONE);
    }

    @Test
    void usesTheLastGoodVersionAfterARestartWhenTheFileIsBad() {
        write("a.yaml", workspace("one"), workspace("two"));
        look();
        write("a.yaml", workspace("one", "enforcement: Audit"), workspace("two"));
        look();
        scan.keep();
        write("a.yaml", "{ never closed");
        restart(Removals.HOLD);

        SourceUpdate update = look();

        assertThat(names(update.upserts())).containsExactly(ONE, TWO);
        assertThat(update.upserts().getFirst().generation()).isEqualTo(2);
        assertThat(update.stale()).containsExactly(ONE, TWO);
    }

    @Test
    void goesOnCountingGenerationsAfterARestart() {
        write("a.yaml", workspace("one"));
        look();
        scan.keep();
        restart(Removals.HOLD);
        write("a.yaml", workspace("one", "enforcement: Audit"));

        assertThat(look().upserts().getFirst().generation()).isEqualTo(2);
    }

    @Test
    void doesNotUseAKeptFileWhoseDigestIsWrong() throws IOException {
        write("a.yaml", workspace("one"));
        look();
        scan.keep();
        for (Path content : keptContents()) {
            Files.writeString(content, workspace("evil"));
        }
        write("a.yaml", "{ never closed");
        restart(Removals.HOLD);

        assertThat(look().upserts()).isEmpty();
    }

    @Test
    void forgetsWhatIsKeptOfARemovedFile() throws IOException {
        write("a.yaml", workspace("one"));
        write("b.yaml", workspace("two"));
        write("c.yaml", workspace("three"));
        look();
        scan.keep();
        delete("c.yaml");
        scanAndTake();
        later(200);
        look();
        scan.keep();

        try (var folders = Files.list(kept)) {
            assertThat(folders).hasSize(2);
        }
        assertThat(keptContents()).hasSize(2);
    }

    private List<Path> keptContents() throws IOException {
        try (var files = Files.walk(kept)) {
            List<Path> contents =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(contents).isNotEmpty();
            return contents;
        }
    }

    @Test
    void readsThroughTheLinkThatKubernetesSwaps() throws IOException {
        write("..first/a.yaml", workspace("one"));
        write("..second/a.yaml", workspace("one", "enforcement: Audit"));
        Files.createSymbolicLink(config.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(config.resolve("a.yaml"), Path.of("..data/a.yaml"));
        assertThat(names(look().upserts())).containsExactly(ONE);

        Files.createSymbolicLink(config.resolve("..data.new"), Path.of("..second"));
        Files.move(
                config.resolve("..data.new"),
                config.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(look().upserts().getFirst().generation()).isEqualTo(2);
    }

    @Test
    void keepsDocumentsWhenTheDirectoryIsGone() throws IOException {
        write("a.yaml", workspace("one"));
        look();
        Files.move(config, directory.resolve("elsewhere"));
        scanAndTake();
        later(200);

        SourceUpdate update = look();

        assertThat(update.removed()).isEmpty();
        assertThat(update.stale()).containsExactly(ONE);
    }

    @Test
    void aBadBundleNeverReplacesAGoodOne() {
        write("a.yaml", workspace("one", bundle(AUTHORITY)));
        look();
        write("a.yaml", workspace("one", bundle(AUTHORITY.replace("MII", "AAA"))));

        SourceUpdate update = look();

        assertThat(update.upserts()).isEmpty();
        assertThat(update.stale()).containsExactly(ONE);
        assertThat(update.diagnostics()).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.code()).isEqualTo(Code.SYN0320);
            assertThat(diagnostic.isError()).isTrue();
            assertThat(diagnostic.document()).contains(ONE);
            assertThat(diagnostic.path()).isEqualTo("spec.upstream.pem");
        });
    }

    @Test
    void anExpiredBundleIsRefusedWhenItComesAndStaysWhenItAges() {
        write("a.yaml", workspace("one", bundle(AUTHORITY)));
        write("b.yaml", workspace("two"));
        look();
        scan.keep();
        now = Instant.parse("2050-01-01T00:00:00Z");
        restart(Removals.HOLD);
        write("b.yaml", workspace("two", bundle(AUTHORITY)));

        SourceUpdate update = look();

        assertThat(names(update.upserts())).as("in force").containsExactly(ONE, TWO);
        assertThat(update.stale()).as("its newest text is refused").containsExactly(TWO);
        assertThat(update.diagnostics())
                .extracting(Diagnostic::document)
                .containsExactly(java.util.Optional.of(ONE), java.util.Optional.of(TWO));
        assertThat(update.diagnostics()).extracting(Diagnostic::isError).containsExactly(false, true);
    }

    private static String[] bundle(String pem) {
        return ("upstream:\n  caBundle: Pem\n  pem: |\n" + pem.indent(4)).split("\n");
    }

    private void restart(Removals removals) {
        scan = new Scan(new ConfigTree(config), new LastGoodStore(kept), new Register(removals));
        scan.restore();
    }

    private SourceUpdate look() {
        return scanAndTake().orElseThrow(() -> new AssertionError("nothing changed"));
    }

    private java.util.Optional<SourceUpdate> scanAndTake() {
        scan.lookAll(now, Scan.Depth.STAMPS);
        return scan.take();
    }

    private void later(long millis) {
        now = now.plusMillis(millis);
    }

    private void write(String name, String... documents) {
        try {
            Path file = config.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n---\n", documents));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String name) {
        try {
            Files.delete(config.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String workspace(String name, String... lines) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseWorkspace
                metadata: {name: %s, namespace: team}
                spec:
                  resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/%s
                """.formatted(name, name) + (lines.length == 0 ? "" : "  " + String.join("\n  ", lines) + "\n");
    }

    private static DocumentRef workspaceRef(String name) {
        return new DocumentRef("SynapseWorkspace", "team", name);
    }

    private static List<DocumentRef> names(List<Document> documents) {
        return documents.stream().map(Document::ref).toList();
    }

    private static Set<Code> codes(SourceUpdate update) {
        return update.diagnostics().stream().map(Diagnostic::code).collect(java.util.stream.Collectors.toSet());
    }
}
