package io.synapsemesh.certs.root;

/// Whether whoever signs with NEXT could take over at this moment, whatever the gate says. A root whose key is here is
/// always ready.
public sealed interface Readiness {
    Readiness READY = new Ready();
    Readiness UNASKED = new Unasked();

    record Ready() implements Readiness {}

    /// Not asked yet, or too long ago ([KeptRoots#ask]).
    record Unasked() implements Readiness {}

    record Objecting(String why) implements Readiness {}
}
