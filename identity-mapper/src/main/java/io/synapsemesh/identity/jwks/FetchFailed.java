package io.synapsemesh.identity.jwks;

/// Keys could not be fetched, or what came is not what it must be. The message is for people and holds no body.
public final class FetchFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FetchFailed(String message) {
        super(message);
    }

    public FetchFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
