package io.synapsemesh.certs.store;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.secret.SecretBytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// The one key everything else is sealed with: 32 random bytes in the file `kek` of `ca/`, mode 0600. Kept beside what
/// it seals it protects copies that leave it out (backups, images of single folders), not a stolen data directory; a
/// passphrase or a vault's key around it ([KekSource]) does.
public final class KeyEncryptionKey {
    public static final String FILE = "kek";

    private KeyEncryptionKey() {}

    /// As [#openOrCreate(ByteStore, KekSource, SecureRandom)] with a key that lies beside what it seals.
    ///
    /// @throws IllegalArgumentException if the key is gone, or is not 32 bytes
    public static SecretBytes openOrCreate(ByteStore ca, SecureRandom random) {
        var kept = ca.read(FILE);
        if (kept.isPresent()) {
            byte[] raw = kept.get();
            if (raw.length != KekEnvelope.KEY_BYTES) {
                throw new IllegalArgumentException(
                        "ca/kek has " + raw.length + " bytes instead of 32. Fix: restore ca/kek from the backup, or"
                                + " configure what protects it.");
            }
            return take(raw);
        }
        return openOrCreate(ca, new KekSource.Beside(), random);
    }

    /// Makes the key at the very first start only. If anything else is in the folder the key was lost, and a new one
    /// would quietly orphan the roots: that is refused.
    ///
    /// @throws IllegalArgumentException if the key is gone
    /// @throws StoreFailed with SYN0827 if it does not open, or is not protected as `source` says
    public static SecretBytes openOrCreate(ByteStore ca, KekSource source, SecureRandom random) {
        var kept = ca.read(FILE);
        if (kept.isPresent()) {
            return take(KekEnvelope.open(kept.get(), source));
        }
        if (!ca.names().isEmpty()) {
            throw new IllegalArgumentException(
                    "ca/kek is missing, but ca/ holds keys sealed with it. Fix: restore ca/kek from the backup.");
        }
        byte[] fresh = new byte[KekEnvelope.KEY_BYTES];
        random.nextBytes(fresh);
        keep(ca, fresh, source, random);
        return take(fresh);
    }

    /// Protects the same key by something else, in one write. What it sealed stays as it is: no root and no leaf is
    /// made
    /// anew. A crash leaves the old protection or the new; what is written was opened once before.
    ///
    /// @throws StoreFailed with SYN0827 if `from` does not open it; nothing was changed then
    public static void rewrap(ByteStore ca, KekSource from, KekSource to, SecureRandom random) {
        byte[] present = ca.read(FILE)
                .orElseThrow(
                        () -> new StoreFailed(Code.SYN0827, "ca/kek is missing. Fix: restore it from the backup."));
        byte[] key = KekEnvelope.open(present, from);
        try {
            keep(ca, key, to, random);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static void keep(ByteStore ca, byte[] key, KekSource source, SecureRandom random) {
        byte[] file = KekEnvelope.close(key, source, random);
        byte[] opened = KekEnvelope.open(file, source);
        boolean same = MessageDigest.isEqual(opened, key);
        Arrays.fill(opened, (byte) 0);
        if (!same) {
            throw new StoreFailed(Code.SYN0827, "ca/kek does not come back as it was wrapped; it was left as it is");
        }
        ca.write(FILE, file);
    }

    private static SecretBytes take(byte[] raw) {
        try {
            return SecretBytes.copyOf(raw);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
