package io.synapsemesh.controlplane.state;

import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import java.security.SecureRandom;

/// The one seal of a data directory, with its key in `ca/kek`.
public final class DataSeal {
    private DataSeal() {}

    /// @throws IllegalArgumentException if the key was lost while sealed files exist
    public static Seal open(DataDirectory directory, SecureRandom random) {
        return directory.exclusively(
                () -> new Seal(KeyEncryptionKey.openOrCreate(directory.folder(DataDirectory.Part.CA), random), random));
    }
}
