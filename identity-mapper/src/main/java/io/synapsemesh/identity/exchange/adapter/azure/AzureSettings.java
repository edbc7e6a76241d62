package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.identity.exchange.ClientSecrets;
import io.synapsemesh.identity.exchange.FederatedToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// What fetching needs of the world.
///
/// @param trust who may have signed the certificate of Entra; never a trust store for the whole JVM
/// @param metadata where the machine's metadata service is, without a path
/// @param deadline of one exchange over the network
public record AzureSettings(
        SSLContext trust,
        URI metadata,
        ClientSecrets secrets,
        FederatedToken federated,
        Clock clock,
        Duration deadline) {
    /// On every machine of Azure.
    public static final URI METADATA = URI.create("http://169.254.169.254");

    public static final Duration DEADLINE = Duration.ofSeconds(5);
}
