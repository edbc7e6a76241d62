package io.synapsemesh.certs.profile;

/// One thing a certificate has that it must not have, or lacks.
///
/// @param reason stable: the rule's word, with the finer word behind a dot where there is one: `ENCODING.INTEGER`
public record Violation(ProfileRule rule, String reason, String message) {
    public Violation(ProfileRule rule, String message) {
        this(rule, rule.name(), message);
    }

    static Violation of(ProfileRule rule, Enum<?> detail, String message) {
        return new Violation(rule, rule + "." + detail, message);
    }

    @Override
    public String toString() {
        return reason + ": " + message;
    }
}
