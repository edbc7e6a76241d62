package io.synapsemesh.identity.token;

/// Verifies one mesh token. Total: whatever the text, it answers and does not throw. Safe for many threads.
@FunctionalInterface
public interface TokenReader {
    /// @param compact what stood in the header, without the scheme
    TokenReading read(String compact);
}
