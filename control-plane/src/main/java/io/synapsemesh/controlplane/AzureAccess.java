package io.synapsemesh.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// How Azure is asked: for tokens where workspaces want one brought, and about groups. Nothing of it is looked at
/// before
/// a document wants it.
///
/// @param authority Entra ID in place of the workspace's cloud's, as `AZURE_AUTHORITY_HOST` says it
/// @param metadata the machine's metadata service
/// @param secrets the directory with what `secretRef` names: `namespace/name/key`
/// @param federatedToken by which the platform vouches for this process, as `AZURE_FEDERATED_TOKEN_FILE` says it
/// @param clientId as which application Microsoft Graph is asked where no document says, as `AZURE_CLIENT_ID` does
/// @param graph Microsoft Graph in place of the provider's cloud's
public record AzureAccess(
        Optional<URI> authority,
        URI metadata,
        Path secrets,
        Optional<Path> federatedToken,
        Optional<String> clientId,
        Optional<URI> graph) {
    /// The metadata service of every machine of Azure.
    public static final URI METADATA = URI.create("http://169.254.169.254");

    /// Of the built-in clouds, with secrets in the data directory and without a federated token.
    public static AzureAccess standard(Path dataDir) {
        return new AzureAccess(
                Optional.empty(),
                METADATA,
                dataDir.resolve("secrets"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
