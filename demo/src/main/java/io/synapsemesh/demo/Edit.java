package io.synapsemesh.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/// Edits a document of the running mesh, as an editor does: written aside, then put in its place.
final class Edit {
    private final Path file;

    Edit(Path file) {
        this.file = file;
    }

    /// @return what was there before
    /// @throws IOException if the change changes nothing: the sample is not as the script knows it
    String apply(UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IOException("nothing to edit in " + file.getFileName());
        }
        write(after);
        return before;
    }

    void write(String text) throws IOException {
        Path aside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(aside, text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
