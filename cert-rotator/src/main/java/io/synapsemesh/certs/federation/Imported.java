package io.synapsemesh.certs.federation;

/// What became of a bundle that an operator brought.
public sealed interface Imported {
    /// It is in force, and kept.
    record Taken(BundleDocument document) implements Imported {}

    /// It is what was in force.
    record Same(BundleDocument document) implements Imported {}

    /// It breaks a rule; what was believed stays.
    record Refused(BundleRefused why) implements Imported {}

    /// No document names the domain.
    record Stranger() implements Imported {}
}
