package io.synapsemesh.e2e.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/// Edits a document of a running mesh as an editor does: written aside, then put in its place.
record Edit(Path file) {
    /// @return what was there before
    /// @throws IllegalStateException if the change changes nothing
    String apply(UnaryOperator<String> change) {
        try {
            String before = Files.readString(file);
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalStateException("nothing to edit in " + file.getFileName());
            }
            write(after);
            return before;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String append(String documents) {
        return apply(text -> text + "---\n" + documents);
    }

    void write(String text) {
        try {
            Path aside = file.resolveSibling("." + file.getFileName() + ".new");
            Files.writeString(aside, text);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
