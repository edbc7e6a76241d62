package io.synapsemesh.certs.federation;

/// A bundle that must not be used; what was believed before stays.
public final class BundleRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final BundleRule rule;
    private final String reason;

    BundleRefused(BundleRule rule, String message) {
        this(rule, rule.name(), message);
    }

    BundleRefused(BundleRule rule, String reason, String message) {
        super("bundle refused, " + reason + ": " + message);
        this.rule = rule;
        this.reason = reason;
    }

    public BundleRule rule() {
        return rule;
    }

    /// Stable: the rule's word, for a certificate with the finer word behind a dot: `CERTIFICATE.KEY_USAGE`.
    public String reason() {
        return reason;
    }
}
