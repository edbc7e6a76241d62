package io.synapsemesh.certs.root;

/// When a rotation of an authority begins by itself, and whether an operator may begin one.
public sealed interface RootStart {
    RootStart BY_AGE = new ByAge();

    /// When so much of the root's life is over ([RootPolicy]).
    record ByAge() implements RootStart {}

    /// At once: the documents want another root.
    record Now(String reason) implements RootStart {}

    /// Not by itself; an operator may order it.
    record OnOrder(String why) implements RootStart {}

    /// Not here: somebody else replaces these roots.
    record Elsewhere(String why) implements RootStart {}
}
