package io.synapsemesh.controlplane.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSegmentsTest {
    @TempDir
    private Path directory;

    private DataSegments segments() {
        return DataDirectory.open(directory.resolve("data")).history();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void growsAndReadsItsEnd() {
        segments().append("leaves-1.log", ascii("one\n"));
        segments().append("leaves-1.log", ascii("two\n"));
        var tail = segments().tail("leaves-1.log", 4).orElseThrow();
        assertThat(tail.size()).isEqualTo(8);
        assertThat(tail.bytes()).isEqualTo(ascii("two\n"));
        assertThat(segments().tail("leaves-1.log", 100).orElseThrow().bytes()).isEqualTo(ascii("one\ntwo\n"));
        assertThat(segments().tail("leaves-2.log", 4)).isEmpty();
        assertThat(segments().names()).containsExactly("leaves-1.log");
        segments().delete("leaves-1.log");
        assertThat(segments().names()).isEmpty();
    }

    @Test
    void refusesAFileThatOthersMayReadAndALink() throws IOException {
        var segments = segments();
        segments.append("leaves-1.log", ascii("one\n"));
        Path file = directory.resolve("data/history/leaves-1.log");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> segments.append("leaves-1.log", ascii("two\n")))
                .isInstanceOf(DataDirectoryRefused.class);
        assertThatThrownBy(() -> segments.tail("leaves-1.log", 10)).isInstanceOf(DataDirectoryRefused.class);
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "x");
        Files.createSymbolicLink(directory.resolve("data/history/leaves-2.log"), elsewhere);
        assertThatThrownBy(() -> segments.append("leaves-2.log", ascii("two\n")))
                .isInstanceOf(DataDirectoryRefused.class);
        assertThat(elsewhere).hasContent("x");
    }
}
