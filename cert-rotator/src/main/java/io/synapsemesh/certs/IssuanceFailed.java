package io.synapsemesh.certs;

/// A certificate could not be made now; the held one stays in force and the rotator tries again.
public class IssuanceFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IssuanceFailed(String message) {
        super(message);
    }

    public IssuanceFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
