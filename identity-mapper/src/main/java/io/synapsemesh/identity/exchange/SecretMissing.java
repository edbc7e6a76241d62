package io.synapsemesh.identity.exchange;

import java.io.Serial;

/// A secret or an assertion that is not where it should be. The message is ours, and says where and what to do.
public final class SecretMissing extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public SecretMissing(String message) {
        super(message);
    }
}
