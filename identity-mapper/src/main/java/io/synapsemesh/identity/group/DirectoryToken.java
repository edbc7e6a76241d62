package io.synapsemesh.identity.group;

import io.synapsemesh.core.secret.SecretBytes;

/// The credential a directory is asked with. Implementations keep and renew it; asked for each look-up, so they must
/// answer from memory but for the first time and around renewal. May block; safe for many threads.
@FunctionalInterface
public interface DirectoryToken {
    /// @param tenant whose directory is to be read; empty where there are none
    /// @return the token's text, without a scheme
    /// @throws RuntimeException if there is none now; the message goes into the log
    SecretBytes bearer(String tenant);
}
