package io.synapsemesh.certs.store;

/// A key that stays in a vault and encrypts ours. Each call goes over the network, has a deadline of its own, and
/// throws
/// [StoreFailed].
public interface KeyWrap extends AutoCloseable {
    /// A wrapped key and the version of the key that wrapped it. Not secret.
    record Wrapped(String version, byte[] bytes) {}

    /// Which key of which vault, for messages.
    String title();

    /// With the version in force now.
    Wrapped wrap(byte[] key);

    /// With the version it was wrapped by, whatever is in force now.
    byte[] unwrap(Wrapped wrapped);

    @Override
    default void close() {}
}
