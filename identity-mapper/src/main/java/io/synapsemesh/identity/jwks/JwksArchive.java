package io.synapsemesh.identity.jwks;

import java.util.Optional;

/// Where the last good keys outlive a restart; in `control-plane` the folder `jwks/`. Writes are atomic. Throws
/// [java.io.UncheckedIOException] when the disk fails.
public interface JwksArchive {
    Optional<byte[]> read(String name);

    void write(String name, byte[] content);
}
