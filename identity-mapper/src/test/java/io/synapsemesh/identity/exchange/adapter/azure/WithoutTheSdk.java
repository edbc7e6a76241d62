package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.exchange.FederatedToken;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// Asks for tokens as the product does; run by [WithoutTheSdkTest] where Azure's libraries are missing.
public final class WithoutTheSdk implements Supplier<List<String>> {
    @Override
    public List<String> get() {
        try (var source = new LazyTokenSource(WithoutTheSdk::open, "com.azure:azure-identity")) {
            return List.of(
                    said(source.fetch(new TokenRequest.AsMachine(Optional.empty(), "https://resource.example"))),
                    said(source.fetch(new TokenRequest.AsClient(
                            URI.create("https://login.invalid"),
                            "tenant",
                            "client",
                            new ClientProof.WorkloadIdentity(),
                            "https://resource.example"))));
        }
    }

    private static LazyTokenSource.Open open() {
        try {
            return AzureTokenSource.open(new AzureSettings(
                    SSLContext.getDefault(),
                    AzureSettings.METADATA,
                    _ -> SecretBytes.copyOf(new byte[1]),
                    new FederatedToken(Optional.empty()),
                    Clock.systemUTC(),
                    AzureSettings.DEADLINE));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static String said(SynapseToken token) {
        return token instanceof SynapseToken.Unavailable(var why, var ignored) ? why : token.toString();
    }
}
