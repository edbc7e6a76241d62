package io.synapsemesh.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// How tokens for Synapse are got, where workspaces want one brought. Nothing of it is looked at before one does.
///
/// @param authority Entra ID in place of the workspace's cloud's, as `AZURE_AUTHORITY_HOST` says it
/// @param metadata the machine's metadata service
/// @param secrets the directory with what `secretRef` names: `namespace/name/key`
/// @param federatedToken by which the platform vouches for this process, as `AZURE_FEDERATED_TOKEN_FILE` says it
public record AzureAccess(
        Optional<URI> authority, URI metadata, Path secrets, Optional<Path> federatedToken) {
    /// The metadata service of every machine of Azure.
    public static final URI METADATA = URI.create("http://169.254.169.254");

    /// Of the built-in clouds, with secrets in the data directory and without a federated token.
    public static AzureAccess standard(Path dataDir) {
        return new AzureAccess(Optional.empty(), METADATA, dataDir.resolve("secrets"), Optional.empty());
    }
}
