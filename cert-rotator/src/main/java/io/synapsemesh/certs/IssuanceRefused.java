package io.synapsemesh.certs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A certificate that must not exist was asked for, or came back from an issuer: outside the profile, a host nobody
/// declared, a foreign trust domain. Trying again changes nothing until the input changes.
public final class IssuanceRefused extends IssuanceFailed {
    private static final long serialVersionUID = 1;

    private final @Nullable String reason;

    public IssuanceRefused(String message) {
        super(message);
        reason = null;
    }

    public IssuanceRefused(String message, Throwable cause) {
        super(message, cause);
        reason = null;
    }

    IssuanceRefused(RequestRule rule, String message) {
        this("signing request refused, " + rule + ": " + message, rule.name());
    }

    IssuanceRefused(RequestRule rule, Enum<?> detail, String message) {
        this("signing request refused, " + rule + "." + detail + ": " + message, rule + "." + detail);
    }

    private IssuanceRefused(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /// For a refused signing request a stable word, [RequestRule] and behind a dot the finer one: `KEY.RSA_SIZE`.
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
