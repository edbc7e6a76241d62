package io.synapsemesh.documents.yaml;

import io.synapsemesh.core.diagnostic.Code;

/// Why the rest of a document is not read. Control flow inside this package only; it never leaves the reader.
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient Mark mark;
    private final String fix;

    Unreadable(Code code, Mark mark, String message, String fix) {
        super(message, null, false, false);
        this.code = code;
        this.mark = mark;
        this.fix = fix;
    }

    Code code() {
        return code;
    }

    Mark mark() {
        return mark;
    }

    void reportTo(Findings findings) {
        findings.error(code, mark, "", String.valueOf(getMessage()), fix);
    }
}
