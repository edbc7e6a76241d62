package io.synapsemesh.controlplane;

import io.synapsemesh.core.diagnostic.Code;

/// The control plane cannot start as it was asked to. The message says what and where, `fix` what to do.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String fix;

    Refused(Code code, String message, String fix) {
        super(message);
        this.code = code;
        this.fix = fix;
    }

    public Code code() {
        return code;
    }

    public String fix() {
        return fix;
    }
}
