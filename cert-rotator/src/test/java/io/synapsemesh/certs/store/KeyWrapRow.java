package io.synapsemesh.certs.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/// One key manager under test.
public record KeyWrapRow(String title, Opening opening) {
    /// Makes a far side and its client.
    ///
    /// @param deadline of one call
    public interface Opening {
        KeyWrapPeer open(Clock clock, Path directory, Duration deadline) throws IOException;
    }
}
