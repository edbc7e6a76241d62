package io.synapsemesh.certs.root;

import java.time.Instant;

/// Who said it, and when. `by` is the operator's name as the audit log has it, or [#ROTATION].
public record Mark(String by, Instant at) {
    /// Done by the plan itself.
    public static final String ROTATION = "rotation";

    private static final int CHARS_MAX = 256;

    public Mark {
        if (by.isBlank() || by.length() > CHARS_MAX) {
            throw new IllegalArgumentException("a name of 1 to " + CHARS_MAX + " characters, not " + by.length());
        }
    }
}
