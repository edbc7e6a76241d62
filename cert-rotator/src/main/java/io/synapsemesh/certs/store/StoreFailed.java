package io.synapsemesh.certs.store;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;

/// A store outside this machine did not do what it was asked. Says which store, which name and why; never content.
///
/// Of a write that failed it is not known whether it happened: what is there is the old content or the new, whole.
public final class StoreFailed extends UncheckedIOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Code code;

    public StoreFailed(Code code, String message) {
        this(code, message, new IOException(message));
    }

    public StoreFailed(Code code, String message, Throwable cause) {
        super(code + ": " + message, cause instanceof IOException io ? io : new IOException(cause));
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
