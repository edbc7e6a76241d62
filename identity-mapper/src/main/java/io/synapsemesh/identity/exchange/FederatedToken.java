package io.synapsemesh.identity.exchange;

import io.synapsemesh.core.secret.SecretBytes;
import java.nio.file.Path;
import java.util.Optional;

/// The token by which the platform vouches for this workload (`AZURE_FEDERATED_TOKEN_FILE`). The platform replaces the
/// file while we run, so it is read at each use.
///
/// @param file empty where the platform gives none
public record FederatedToken(Optional<Path> file) {
    /// @throws SecretMissing if there is none
    public SecretBytes read() {
        return SecretFiles.read(
                file.orElseThrow(() -> new SecretMissing("this process has no workload identity."
                        + " Fix: set AZURE_FEDERATED_TOKEN_FILE, or give the credential a secretRef.")),
                "the federated token");
    }
}
