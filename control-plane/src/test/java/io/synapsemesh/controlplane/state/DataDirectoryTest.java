package io.synapsemesh.controlplane.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.store.SealBroken;
import io.synapsemesh.controlplane.state.DataDirectory.Part;
import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path temporary;

    private Path path;

    @BeforeEach
    void setPath() {
        path = temporary.resolve("deep/state");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void makesTheLayoutForItsOwnerAlone() throws IOException {
        var directory = DataDirectory.open(path);
        assertThat(mode(path)).isEqualTo("rwx------");
        for (Part part : Part.values()) {
            assertThat(mode(directory.folder(part).path())).as("%s", part).isEqualTo("rwx------");
        }
        directory.folder(Part.CA).write("x", NEW);
        assertThat(mode(path.resolve("ca/x"))).isEqualTo("rw-------");
    }

    @Test
    void refusesADirectoryOthersHaveAnyRightOn() throws IOException {
        DataDirectory.open(path);
        for (String mode :
                List.of("rwxr-----", "rwx-w----", "rwx--x---", "rwx---r--", "rwx----w-", "rwx-----x", "rwxrwxrwx")) {
            for (Path folder : List.of(path, path.resolve("ca"), path.resolve("svids"))) {
                chmod(folder, mode);
                assertThatThrownBy(() -> DataDirectory.open(path))
                        .as("%s on %s", mode, folder)
                        .isInstanceOfSatisfying(
                                DataDirectoryRefused.class,
                                e -> assertThat(e.code()).isEqualTo(Code.SYN1203))
                        .hasMessageContaining("Fix:");
                chmod(folder, "rwx------");
            }
        }
        assertThat(DataDirectory.open(path)).isNotNull();
    }

    @Test
    void refusesAFileOthersCanReadAndASymbolicLink() throws IOException {
        var ca = DataDirectory.open(path).folder(Part.CA);
        ca.write("kek", new byte[32]);
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            chmod(path.resolve("ca/kek"), mode);
            assertThatThrownBy(() -> ca.read("kek")).as(mode).isInstanceOf(DataDirectoryRefused.class);
        }
        Files.createSymbolicLink(path.resolve("ca/link"), path.resolve("ca/kek"));
        assertThatThrownBy(() -> ca.read("link")).isInstanceOf(DataDirectoryRefused.class);
    }

    @Test
    void refusesAFileInThePlaceOfAFolder() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "x");
        assertThatThrownBy(() -> DataDirectory.open(path)).isInstanceOf(DataDirectoryRefused.class);
    }

    @Test
    void readsWhatWasWrittenAndReplacesItWhole() {
        var folder = DataDirectory.open(path).folder(Part.SVIDS);
        assertThat(folder.read("a")).isEmpty();
        folder.write("a", OLD);
        folder.write("a", NEW);
        assertThat(folder.read("a")).contains(NEW);
        assertThat(folder.names()).containsExactly("a");
        folder.delete("a");
        folder.delete("a");
        assertThat(folder.names()).isEmpty();
    }

    @Test
    void aWriteThatDiedLeavesTheOldContentAndIsSwept() throws IOException {
        var folder = DataDirectory.open(path).folder(Part.SVIDS);
        folder.write("a", OLD);
        Path unfinished = Files.write(folder.path().resolve(".unfinished-1"), new byte[] {1});
        assertThat(folder.read("a")).contains(OLD);
        assertThat(folder.names()).containsExactly("a");
        DataDirectory.open(path);
        assertThat(unfinished).as("may be another process's, still at work").exists();
        Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        DataDirectory.open(path);
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aReaderNeverSeesHalfAFile() throws Exception {
        var folder = DataDirectory.open(path).folder(Part.SVIDS);
        byte[] one = new byte[200_000];
        byte[] two = new byte[100_000];
        java.util.Arrays.fill(two, (byte) 2);
        folder.write("a", one);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    folder.write("a", i % 2 == 0 ? two : one);
                }
            });
            do {
                byte[] seen = folder.read("a").orElseThrow();
                assertThat(seen.length == one.length || java.util.Arrays.equals(seen, two))
                        .isTrue();
            } while (!writer.isDone());
            writer.get();
        }
    }

    @Test
    void namesCannotLeaveTheFolder() {
        var folder = DataDirectory.open(path).folder(Part.SVIDS);
        for (String name : List.of("../x", "a/b", "", ".x", "..", "A", "a\u0000", "x".repeat(129))) {
            assertThatThrownBy(() -> folder.write(name, NEW)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> folder.read(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void twoServersCannotShareItButPartsCan() {
        var directory = DataDirectory.open(path);
        try (var xds = directory.lock("xds");
                var certs = directory.lock("certs")) {
            assertThat(xds).isNotSameAs(certs);
            assertThatThrownBy(() -> DataDirectory.open(path).lock("xds"))
                    .isInstanceOfSatisfying(
                            DataDirectoryRefused.class,
                            e -> assertThat(e.code()).isEqualTo(Code.SYN1212));
        }
        directory.lock("xds").close();
    }

    @Test
    void anotherProcessIsKeptOutUntilTheFirstEnds() throws Exception {
        DataDirectory.open(path);
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                path.toString());
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("held");
            assertThatThrownBy(() -> DataDirectory.open(path).lock("xds")).isInstanceOf(DataDirectoryRefused.class);
        } finally {
            process.destroyForcibly().waitFor();
        }
        DataDirectory.open(path).lock("xds").close();
    }

    @Test
    void theOperatorTokenIsMadeOnceAndCompared() throws IOException {
        var directory = DataDirectory.open(path);
        var token = OperatorToken.openOrCreate(directory, random);
        String text = Files.readString(path.resolve("operator.token")).strip();
        assertThat(mode(path.resolve("operator.token"))).isEqualTo("rw-------");
        assertThat(text).hasSize(43);
        assertThat(OperatorToken.openOrCreate(directory, random).matches(text)).isTrue();
        assertThat(token.matches(text)).isTrue();
        for (String wrong : List.of(
                "", text + "x", text.substring(1), text.toLowerCase(java.util.Locale.ROOT) + " ", "x".repeat(10_000))) {
            assertThat(token.matches(wrong)).as(wrong).isFalse();
        }
        assertThat(token.toString()).doesNotContain(text);
    }

    @Test
    void anEmptiedOperatorTokenIsRefusedNotReplaced() {
        var directory = DataDirectory.open(path);
        directory.top().write("operator.token", new byte[0]);
        assertThatThrownBy(() -> OperatorToken.openOrCreate(directory, random)).hasMessageContaining("Fix:");
    }

    @Test
    void theSealIsTheSameForEverybodyAndNotMadeTwice() throws Exception {
        var directory = DataDirectory.open(path);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var seals = threads.invokeAll(
                    java.util.Collections.<java.util.concurrent.Callable<io.synapsemesh.certs.store.Seal>>nCopies(
                            8, () -> DataSeal.open(directory, random)));
            byte[] content = seals.getFirst().get().seal("x", NEW);
            for (var seal : seals) {
                assertThat(seal.get().open("x", content)).isEqualTo(NEW);
            }
        }
        assertThat(mode(path.resolve("ca/kek"))).isEqualTo("rw-------");
        byte[] content = DataSeal.open(directory, random).seal("x", NEW);
        directory.folder(Part.CA).delete("kek");
        assertThatThrownBy(() -> DataSeal.open(directory, random).open("x", content))
                .isInstanceOf(SealBroken.class);
    }
}
