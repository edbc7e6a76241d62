package io.synapsemesh.controlplane.cli;

import io.synapsemesh.core.diagnostic.Code;

/// A command cannot do what it was asked for. Printed as `error SYNnnnn: what: why` and the next command below.
final class CliProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final Code code;
    private final String next;

    /// @param message what, where and why
    /// @param next what the user does next, preferably a command
    CliProblem(int exit, Code code, String message, String next) {
        super(message, null, false, false);
        this.exit = exit;
        this.code = code;
        this.next = next;
    }

    static CliProblem usage(String message, String next) {
        return new CliProblem(Exit.USAGE, Code.SYN1209, message, next);
    }

    static CliProblem unreadable(String what, Exception why) {
        return new CliProblem(
                Exit.FAILED,
                Code.SYN1210,
                what + " cannot be read (" + why.getClass().getSimpleName() + ")",
                "Check that it exists and that this user may read it.");
    }

    int exit() {
        return exit;
    }

    void print(Terminal terminal) {
        terminal.err().println(terminal.bad("error " + code + ":") + " " + getMessage());
        terminal.err().println("  " + next);
    }
}
