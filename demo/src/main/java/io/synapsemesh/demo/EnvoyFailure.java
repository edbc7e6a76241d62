package io.synapsemesh.demo;

import java.io.Serial;

/// An Envoy that could not be found, started or asked. The message says which one, why in Envoy's own words where it
/// left some, and what to do.
public final class EnvoyFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public EnvoyFailure(String message) {
        super(message);
    }

    public EnvoyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
