package io.synapsemesh.certs.federation;

/// A bundle could not be fetched; what was believed before stays. The message is for people and holds no body.
public final class BundleUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BundleUnavailable(String message) {
        super(message);
    }

    public BundleUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
