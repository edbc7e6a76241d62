package io.synapsemesh.certs.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// One key manager under test.
public record KeyWrapRow(String title, Opening opening) {
    /// Makes a far side and its client.
    public interface Opening {
        KeyWrapPeer open(Clock clock, Path directory) throws IOException;
    }
}
