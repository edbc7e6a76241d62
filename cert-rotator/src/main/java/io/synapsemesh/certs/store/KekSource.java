package io.synapsemesh.certs.store;

import io.synapsemesh.core.secret.SecretBytes;

/// What the key-encryption key itself is protected by. It is made once; moving from one source to another, or to
/// another
/// passphrase or vault key, wraps the same key anew ([KeyEncryptionKey#rewrap]), so nothing it sealed is touched and no
/// certificate is issued again.
public sealed interface KekSource {
    /// By nothing: it lies beside what it seals. Protects copies that leave it out.
    record Beside() implements KekSource {}

    /// PBKDF2-HMAC-SHA-256 over a passphrase, then AES-256-GCM.
    ///
    /// @param passphrase UTF-8, at least 12 bytes
    record Passphrase(SecretBytes passphrase) implements KekSource {
        static final int BYTES_MIN = 12;

        public Passphrase {
            if (passphrase.length() < BYTES_MIN) {
                throw new IllegalArgumentException("a passphrase has at least " + BYTES_MIN + " bytes");
            }
        }
    }

    /// By a key in a vault. Who has the folder has nothing until the vault unwraps it, and the vault's log shows each
    /// time. It does not show that the folder was replaced whole: a public key wraps anybody's key.
    record Vault(KeyWrap wrap) implements KekSource {}
}
