package io.synapsemesh.core.policy;

/// What a matching rule does.
public enum Effect {
    ALLOW,
    /// Wins over every Allow.
    DENY,
    /// A Deny on trial: reported, never changes a verdict.
    AUDIT_DENY
}
