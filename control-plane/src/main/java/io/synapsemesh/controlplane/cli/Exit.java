package io.synapsemesh.controlplane.cli;

/// The exit codes (contracts.md, "Commands, API, exit codes"; numbers as in BSD `sysexits.h` where it has one).
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 64;
    static final int BAD_INPUT = 65;
    static final int FINDINGS = 79;

    private Exit() {}
}
