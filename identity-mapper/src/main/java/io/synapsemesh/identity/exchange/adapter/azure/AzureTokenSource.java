package io.synapsemesh.identity.exchange.adapter.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import com.azure.core.util.ConfigurationSource;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.OnBehalfOfCredentialBuilder;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import io.synapsemesh.identity.exchange.ReceivedToken;
import io.synapsemesh.identity.exchange.SecretMissing;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Fetches by Azure's SDKs. Each fetch has a credential of its own, for three reasons: the SDK's credentials hold what
/// they
/// got, and would answer an early refresh with the old token; a secret or a federated token that has been rotated
/// counts at
/// once (`WorkloadIdentityCredential` reads its file every five minutes); and nothing of one user can reach another.
///
/// Managed identities go to MSAL, which `azure-identity` itself asks: only there a fetch can be told not to answer from
/// the
/// JVM-wide cache, in which a wrong token would stay for a day.
///
/// No pipeline policies: no retries but those of whoever asks, no log of requests. No instance discovery: the authority
/// is
/// the operator's word, and [Line] lets nothing be asked elsewhere.
public final class AzureTokenSource implements LazyTokenSource.Open {
    private static final ConfigurationSource NOTHING = _ -> Map.of();

    private final AzureSettings settings;
    private final BoundedWire wire;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private AzureTokenSource(AzureSettings settings) {
        this.settings = settings;
        this.wire = new BoundedWire(settings.trust(), settings.deadline());
    }

    public static AzureTokenSource open(AzureSettings settings) {
        return new AzureTokenSource(settings);
    }

    @Override
    public SynapseToken fetch(TokenRequest request) {
        Line line = switch (request) {
            case TokenRequest.AsClient as -> new Line(wire, as.authority(), as.authority());
            case TokenRequest.OnBehalfOf user ->
                new Line(wire, user.as().authority(), user.as().authority());
            case TokenRequest.AsMachine ignored -> new Line(wire, AzureSettings.METADATA, settings.metadata());
        };
        try {
            return switch (request) {
                case TokenRequest.AsClient as -> ask(client(as, line), as);
                case TokenRequest.OnBehalfOf user -> ask(onBehalfOf(user, line), user);
                case TokenRequest.AsMachine machine -> ask(machine, line);
            };
        } catch (SecretMissing e) {
            return new SynapseToken.Unavailable(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SynapseToken.Unavailable("interrupted");
        } catch (Exception e) {
            // Whatever the SDK makes of it, the line knows what was answered.
            return EntraSays.of(line, request);
        }
    }

    private SynapseToken ask(TokenCredential credential, TokenRequest request) {
        var context = new TokenRequestContext().addScopes(request.resource() + "/.default");
        var token = credential.getTokenSync(context);
        return judged(token.getToken(), token.getExpiresAt().toInstant(), request);
    }

    private SynapseToken ask(TokenRequest.AsMachine machine, Line line) throws Exception {
        var id = machine.clientId()
                .map(ManagedIdentityId::userAssignedClientId)
                .orElseGet(ManagedIdentityId::systemAssigned);
        var application = ManagedIdentityApplication.builder(id)
                .httpClient(new MsalLine(line))
                .executorService(threads)
                .disableInternalRetries()
                .build();
        var parameters = ManagedIdentityParameters.builder(machine.resource())
                .forceRefresh(true)
                .build();
        var result = application
                .acquireTokenForManagedIdentity(parameters)
                .get(settings.deadline().toMillis() * 2, TimeUnit.MILLISECONDS);
        return judged(result.accessToken(), result.expiresOnDate().toInstant(), machine);
    }

    private SynapseToken judged(String token, Instant end, TokenRequest request) {
        return ReceivedToken.judge(token, end, request, settings.clock().instant());
    }

    private TokenCredential client(TokenRequest.AsClient as, Line line) {
        return switch (as.proof()) {
            case ClientProof.Secret(var entry) ->
                common(new ClientSecretCredentialBuilder(), as, line)
                        .clientSecret(text(settings.secrets().read(entry)))
                        .build();
            case ClientProof.WorkloadIdentity() -> {
                String assertion = text(settings.federated().read());
                yield common(new ClientAssertionCredentialBuilder(), as, line)
                        .clientAssertion(() -> assertion)
                        .build();
            }
        };
    }

    private TokenCredential onBehalfOf(TokenRequest.OnBehalfOf user, Line line) {
        var builder = common(new OnBehalfOfCredentialBuilder(), user.as(), line).userAssertion(text(user.assertion()));
        return switch (user.as().proof()) {
            case ClientProof.Secret(var entry) ->
                builder.clientSecret(text(settings.secrets().read(entry))).build();
            case ClientProof.WorkloadIdentity() -> {
                String assertion = text(settings.federated().read());
                yield builder.clientAssertion(() -> assertion).build();
            }
        };
    }

    private <B extends AadCredentialBuilderBase<B>> B common(B builder, TokenRequest.AsClient as, Line line) {
        HttpPipeline pipeline =
                new HttpPipelineBuilder().httpClient(new AzureLine(line)).build();
        // The configuration first: it sets the authority of the public cloud where it names none.
        return builder.configuration(nothing())
                .tenantId(as.tenant())
                .clientId(as.clientId())
                .authorityHost(as.authority().toString())
                .disableInstanceDiscovery()
                .executorService(threads)
                .pipeline(pipeline);
    }

    private static Configuration nothing() {
        return new ConfigurationBuilder(NOTHING, NOTHING, NOTHING).build();
    }

    /// The SDK takes nothing but strings.
    private static String text(SecretBytes secret) {
        return new String(secret.open(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        wire.close();
        threads.shutdownNow();
    }
}
