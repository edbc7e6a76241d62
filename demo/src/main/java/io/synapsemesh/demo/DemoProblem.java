package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import java.io.Serial;

/// The demo cannot go on: what is missing or in the way, and what to do about it.
final class DemoProblem extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String fix;

    /// @param message what, where and why
    /// @param fix what the user does next, preferably a command
    DemoProblem(Code code, String message, String fix) {
        super(message);
        this.code = code;
        this.fix = fix;
    }

    /// As the command line prints every problem.
    String text() {
        return "error " + code + ": " + getMessage() + "\n  " + fix;
    }
}
