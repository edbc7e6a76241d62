package io.synapsemesh.core.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/// Bytes that must not be printed: a key, a token. `toString` is `[redacted]`; [#open] is the one way to the content,
/// so
/// every opening can be searched for. Equality is constant-time; a destroyed secret equals none but itself.
public final class SecretBytes implements Destroyable {
    private final byte[] bytes;
    private boolean destroyed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies `bytes`: the caller may clear its own.
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /// A copy of the content.
    ///
    /// @throws IllegalStateException after [#destroy]
    public synchronized byte[] open() {
        if (destroyed) {
            throw new IllegalStateException("secret was destroyed");
        }
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public synchronized void destroy() {
        Arrays.fill(bytes, (byte) 0);
        destroyed = true;
    }

    @Override
    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof SecretBytes secret
                        && !isDestroyed()
                        && !secret.isDestroyed()
                        && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /// The same for all: a hash of a secret is a fact about it.
    @Override
    public int hashCode() {
        return SecretBytes.class.hashCode();
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
