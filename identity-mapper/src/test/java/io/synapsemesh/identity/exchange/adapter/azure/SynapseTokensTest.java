package io.synapsemesh.identity.exchange.adapter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.exchange.Authorities;
import io.synapsemesh.identity.exchange.CorrelationId;
import io.synapsemesh.identity.exchange.ExchangeLimits;
import io.synapsemesh.identity.exchange.ExchangeListener;
import io.synapsemesh.identity.exchange.HeldTokens;
import io.synapsemesh.identity.exchange.LazyTokenSource;
import io.synapsemesh.identity.exchange.MeshToken;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.token.VerifiedToken;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.simulator.http.ReceivedRequest;
import io.synapsemesh.simulator.oidc.MachineIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a workspace's credential to what its Synapse sees.
final class SynapseTokensTest {
    @TempDir
    private Path directory;

    private Tenant tenant;
    private HeldTokens tokens;

    @BeforeEach
    void start() {
        tenant = new Tenant(directory);
        tokens = new HeldTokens(
                tenant.source,
                new Authorities(Optional.of(tenant.authority())),
                Clock.systemUTC(),
                ExchangeLimits.STANDARD,
                ExchangeListener.NONE);
    }

    @AfterEach
    void stop() {
        tokens.close();
        tenant.close();
    }

    @Test
    void theCallersOwnTokenNeedsNoSdk() {
        var unopened = new LazyTokenSource(
                () -> {
                    throw new AssertionError("opened");
                },
                "an SDK");
        try (var idle = new HeldTokens(
                unopened,
                new Authorities(Optional.empty()),
                Clock.systemUTC(),
                ExchangeLimits.STANDARD,
                ExchangeListener.NONE)) {
            assertThat(idle.token(Tenant.workspace(UpstreamCredential.PASS_THROUGH), Optional.empty()))
                    .isEqualTo(new SynapseToken.CallersOwn());
        }
    }

    @Test
    void usersKeepTheirNameAtSynapse() throws Exception {
        var workspace = Tenant.workspace(new UpstreamCredential.OnBehalfOf("entra", Tenant.MESH_APP, Tenant.secret()));
        var alice = Optional.of(tenant.meshToken(tenant.alice()));
        String token = Tenant.text(tokens.token(workspace, alice));
        assertThat(Tenant.text(tokens.token(workspace, alice))).isEqualTo(token);
        assertThat(tenant.endpoint.requests()).isEqualTo(1);
        assertThat(SynapseCall.status(tenant, token)).isEqualTo(200);
        assertThat(tenant.simulator.arrivals())
                .singleElement()
                .satisfies(arrival -> assertThat(arrival.objectId()).isEqualTo(Tenant.ALICE));
    }

    @Test
    void everybodyElseComesAsTheMeshAndIsJoinedByTheCorrelationId() throws Exception {
        var workspace = Tenant.workspace(new UpstreamCredential.ServicePrincipal(
                Simulator.TENANT_ID, Tenant.SERVICE_APP, new ClientProof.WorkloadIdentity()));
        tenant.projectToken(Tenant.KUBERNETES_SUBJECT);
        String forWorkload = Tenant.text(tokens.token(workspace, Optional.empty()));
        String forCi = Tenant.text(tokens.token(workspace, Optional.of(ciJob())));
        assertThat(forCi).isEqualTo(forWorkload);
        assertThat(SynapseCall.status(tenant, forCi)).isEqualTo(200);
        assertThat(tenant.simulator.arrivals()).singleElement().satisfies(arrival -> {
            assertThat(arrival.objectId()).isEqualTo(Tenant.SERVICE_OBJECT);
            assertThat(arrival.delegated()).isFalse();
            assertThat(arrival.clientRequestId())
                    .isEqualTo(CorrelationId.of("01JD3V5K8R").value());
        });
    }

    @Test
    void theMachinesIdentityServesToo() throws Exception {
        var identity = new MachineIdentity("66666666-0000-0000-0000-00000000000c", "66666666-c", "/c");
        tenant.simulator.imds().userAssigned(identity);
        var workspace = Tenant.workspace(new UpstreamCredential.ManagedIdentity(Optional.of(identity.clientId())));
        String token = Tenant.text(tokens.token(workspace, Optional.empty()));
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("oid"))
                .isEqualTo("66666666-c");
        assertThat(tenant.endpoint.requests()).isZero();
    }

    @Test
    void whoeverIsNoUserOfTheProviderIsRefusedWithoutAskingAnybody() {
        var workspace = Tenant.workspace(new UpstreamCredential.OnBehalfOf("entra", Tenant.MESH_APP, Tenant.secret()));
        assertThat(tokens.token(workspace, Optional.empty()))
                .isInstanceOfSatisfying(
                        SynapseToken.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_CREDENTIAL));
        assertThat(tokens.token(workspace, Optional.of(ciJob())))
                .isInstanceOfSatisfying(
                        SynapseToken.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG_ISSUER));
        var app = verified(new Principal.ServicePrincipal("entra", Tenant.SERVICE_APP), "entra", Simulator.TENANT_ID);
        assertThat(tokens.token(workspace, Optional.of(MeshToken.of(app, "x.y.z"))))
                .isInstanceOfSatisfying(
                        SynapseToken.Refused.class,
                        refused -> assertThat(refused.why()).contains("not that of an application"));
        assertThat(tenant.endpoint.requests()).isZero();
    }

    /// Our own credentials skip this, because the authority is the operator's word. The SDK as it comes asks Microsoft
    /// about an authority that it does not know.
    @Test
    void theSdkAsItComesBelievesTheSimulatorIsMicrosoft() throws Exception {
        try (var wire = new BoundedWire(tenant.trust(), AzureSettings.DEADLINE)) {
            var corp = URI.create("https://login.corp.example");
            var microsoft = URI.create("https://login.microsoftonline.com");
            var lines = Map.of(
                    corp.getHost(), new AzureLine(new Line(wire, corp, tenant.authority())),
                    microsoft.getHost(), new AzureLine(new Line(wire, microsoft, tenant.authority())));
            var credential = new ClientSecretCredentialBuilder()
                    .tenantId(Simulator.TENANT_ID)
                    .clientId(Tenant.SERVICE_APP)
                    .clientSecret(Tenant.SECRET)
                    .authorityHost(corp.toString())
                    .pipeline(new HttpPipelineBuilder()
                            .httpClient(request -> Objects.requireNonNull(
                                            lines.get(request.getUrl().getHost()))
                                    .send(request))
                            .build())
                    .build();
            String token = credential
                    .getTokenSync(new TokenRequestContext().addScopes(Tenant.RESOURCE + "/.default"))
                    .getToken();
            assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("oid"))
                    .isEqualTo(Tenant.SERVICE_OBJECT);
            assertThat(tenant.simulator.oidc().requests().requests())
                    .extracting(ReceivedRequest::path)
                    .containsExactly("/common/discovery/instance", "/" + Simulator.TENANT_ID + "/oauth2/v2.0/token");
        }
    }

    private MeshToken ciJob() {
        return MeshToken.of(
                verified(new Principal.Claims("github", "repo:corp/etl"), "github", ""), "not.an.entra-token");
    }

    private static VerifiedToken verified(Principal principal, String provider, String tenantId) {
        return new VerifiedToken(
                principal,
                provider,
                "https://issuer.example",
                tenantId,
                new Groups.Unknown(),
                false,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Instant.now().plusSeconds(600),
                "");
    }
}
