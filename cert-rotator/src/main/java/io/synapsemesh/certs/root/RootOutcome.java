package io.synapsemesh.certs.root;

/// What came of an operator's order.
public sealed interface RootOutcome {
    String text();

    record Done(String text) implements RootOutcome {}

    /// There is no such member or rotation.
    record Unknown(String text) implements RootOutcome {}

    /// Nothing changed; the text names what stands against it.
    record Refused(String text) implements RootOutcome {}
}
