package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.core.secret.SecretEntry;

/// Port: the secrets that documents name. Read at each use, so that a rotated one counts at once.
@FunctionalInterface
public interface ClientSecrets {
    /// @throws SecretMissing if there is none that can be used
    SecretBytes read(SecretEntry entry);
}
