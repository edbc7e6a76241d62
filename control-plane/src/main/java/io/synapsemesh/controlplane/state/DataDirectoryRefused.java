package io.synapsemesh.controlplane.state;

import io.synapsemesh.core.diagnostic.Code;

/// The data directory cannot be used as it is. The message says what, where and what to do.
public final class DataDirectoryRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    DataDirectoryRefused(Code code, String what, String fix) {
        super(code + ": " + what + " Fix: " + fix);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
