package io.synapsemesh.certs.federation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bundle that must not be used; what was believed before stays.
public final class BundleRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final BundleRule rule;
    private final String reason;
    private final @Nullable Long sequence;

    BundleRefused(BundleRule rule, String message) {
        this(rule, rule.name(), message);
    }

    BundleRefused(BundleRule rule, String reason, String message) {
        this(rule, reason, "bundle refused, " + reason + ": " + message, null);
    }

    private BundleRefused(BundleRule rule, String reason, String whole, @Nullable Long sequence) {
        super(whole);
        this.rule = rule;
        this.reason = reason;
        this.sequence = sequence;
    }

    /// The same of a document whose sequence could be read.
    BundleRefused of(long read) {
        return new BundleRefused(rule, reason, String.valueOf(getMessage()), read);
    }

    /// Unsigned; of the document that was refused, if that much of it could be read.
    public Optional<Long> sequence() {
        return Optional.ofNullable(sequence);
    }

    public BundleRule rule() {
        return rule;
    }

    /// Stable: the rule's word, for a certificate with the finer word behind a dot: `CERTIFICATE.KEY_USAGE`.
    public String reason() {
        return reason;
    }
}
