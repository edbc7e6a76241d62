package io.synapsemesh.certs;

/// A certificate that must not exist was asked for, or came back from an issuer: outside the profile, a host nobody
/// declared, a foreign trust domain. Trying again changes nothing until the input changes.
public final class IssuanceRefused extends IssuanceFailed {
    private static final long serialVersionUID = 1;

    public IssuanceRefused(String message) {
        super(message);
    }

    public IssuanceRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
