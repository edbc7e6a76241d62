package io.synapsemesh.certs.store;

import io.synapsemesh.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/// The one key everything else is sealed with: 32 random bytes in the file `kek` of `ca/`, mode 0600. Kept beside what
/// it seals it protects copies that leave it out (backups, images of single folders), not a stolen data directory; an
/// outside key store takes its place later.
public final class KeyEncryptionKey {
    public static final String FILE = "kek";

    private KeyEncryptionKey() {}

    /// Makes the key at the very first start only. If anything else is in the folder the key was lost, and a new one
    /// would quietly orphan the roots: that is refused.
    ///
    /// @throws IllegalArgumentException if the key is gone, or is not 32 bytes
    public static SecretBytes openOrCreate(ByteStore ca, SecureRandom random) {
        var kept = ca.read(FILE);
        if (kept.isPresent()) {
            return take(kept.get());
        }
        if (!ca.names().isEmpty()) {
            throw new IllegalArgumentException(
                    "ca/kek is missing, but ca/ holds keys sealed with it. Fix: restore ca/kek from the backup.");
        }
        byte[] fresh = new byte[32];
        random.nextBytes(fresh);
        ca.write(FILE, fresh);
        return take(fresh);
    }

    private static SecretBytes take(byte[] raw) {
        try {
            if (raw.length != 32) {
                throw new IllegalArgumentException(
                        "ca/kek has " + raw.length + " bytes instead of 32. Fix: restore ca/kek from the backup.");
            }
            return SecretBytes.copyOf(raw);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
