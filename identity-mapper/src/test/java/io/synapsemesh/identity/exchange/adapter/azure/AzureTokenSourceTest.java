package io.synapsemesh.identity.exchange.adapter.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import io.synapsemesh.simulator.oidc.MachineIdentity;
import io.synapsemesh.simulator.oidc.TokenGrant;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real SDKs against the simulator, over HTTPS with its own CA.
final class AzureTokenSourceTest {
    @TempDir
    private Path directory;

    private Tenant tenant;

    @BeforeEach
    void start() {
        tenant = new Tenant(directory);
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void aSecretGetsTheTokenOfItsServicePrincipal() throws Exception {
        SynapseToken token = tenant.source.fetch(tenant.service(Tenant.secret()));
        JWTClaimsSet claims = claims(token);
        assertThat(claims.getAudience()).containsExactly(Tenant.RESOURCE);
        assertThat(claims.getStringClaim("oid")).isEqualTo(Tenant.SERVICE_OBJECT);
        assertThat(claims.getStringClaim("appid")).isEqualTo(Tenant.SERVICE_APP);
        assertThat(((SynapseToken.Token) token).expiresAt())
                .isCloseTo(Instant.now().plusSeconds(4500), within(10, ChronoUnit.SECONDS));
        assertThat(tenant.endpoint.grants())
                .containsExactly(
                        new TokenGrant(Tenant.SERVICE_APP, "secret", Tenant.SERVICE_OBJECT, false, Tenant.RESOURCE));
    }

    @Test
    void everyFetchAsksAgain() {
        var request = tenant.service(Tenant.secret());
        assertThat(Tenant.text(tenant.source.fetch(request))).isNotEqualTo(Tenant.text(tenant.source.fetch(request)));
        assertThat(tenant.endpoint.requests()).isEqualTo(2);
    }

    @Test
    void aFederatedTokenIsReadAgainForEachFetch() throws Exception {
        var request = tenant.service(new ClientProof.WorkloadIdentity());
        assertThat(tenant.source.fetch(request))
                .isInstanceOfSatisfying(
                        SynapseToken.Unavailable.class,
                        missing -> assertThat(missing.why()).contains("federated token", "NoSuchFile"));
        tenant.projectToken("system:serviceaccount:other:other");
        assertThat(tenant.source.fetch(request))
                .isInstanceOfSatisfying(
                        SynapseToken.Unavailable.class,
                        refused -> assertThat(refused.why()).contains("401 invalid_client AADSTS700213"));
        tenant.projectToken(Tenant.KUBERNETES_SUBJECT);
        assertThat(claims(tenant.source.fetch(request)).getStringClaim("appidacr"))
                .isEqualTo("2");
    }

    @Test
    void aUsersTokenIsExchangedForOneOfTheSameUser() throws Exception {
        JWTClaimsSet claims = claims(tenant.source.fetch(tenant.exchange(tenant.alice(), Tenant.secret())));
        assertThat(claims.getStringClaim("oid")).isEqualTo(Tenant.ALICE);
        assertThat(claims.getStringClaim("appid")).isEqualTo(Tenant.MESH_APP);
        assertThat(claims.getStringClaim("scp")).isEqualTo("user_impersonation");
        tenant.projectToken(Tenant.KUBERNETES_SUBJECT);
        var byAssertion = tenant.exchange(tenant.alice(), new ClientProof.WorkloadIdentity());
        assertThat(claims(tenant.source.fetch(byAssertion)).getStringClaim("oid"))
                .isEqualTo(Tenant.ALICE);
        assertThat(tenant.endpoint.grants()).extracting(TokenGrant::proof).containsExactly("secret", "assertion");
    }

    @Test
    void anApplicationsTokenIsNotExchanged() {
        var app = tenant.alice().without("scp").claim("idtyp", "app");
        assertThat(tenant.source.fetch(tenant.exchange(app, Tenant.secret())))
                .isInstanceOfSatisfying(SynapseToken.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.NO_CREDENTIAL);
                    assertThat(refused.why()).contains("invalid_grant AADSTS7000114");
                });
    }

    @Test
    void aTokenForAnotherAppIsNotExchanged() {
        var other = tenant.simulator.tenant().userV2(Tenant.ALICE, "api://other");
        assertThat(tenant.source.fetch(tenant.exchange(other, Tenant.secret())))
                .isInstanceOfSatisfying(
                        SynapseToken.Refused.class,
                        refused -> assertThat(refused.why()).contains("AADSTS500131"));
    }

    @Test
    void aUserWhoWasSwitchedOffIsRefused() {
        tenant.endpoint.disable(Tenant.ALICE);
        assertThat(tenant.source.fetch(tenant.exchange(tenant.alice(), Tenant.secret())))
                .isInstanceOfSatisfying(
                        SynapseToken.Refused.class,
                        refused -> assertThat(refused.why()).contains("AADSTS50057"));
    }

    @Test
    void aClaimsChallengeIsRelayedAndMet() throws Exception {
        tenant.endpoint.requireContext(Tenant.ALICE, "c1");
        assertThat(tenant.source.fetch(tenant.exchange(tenant.alice(), Tenant.secret())))
                .isInstanceOfSatisfying(SynapseToken.Challenge.class, challenge -> {
                    assertThat(challenge.error()).isEqualTo("interaction_required");
                    assertThat(challenge.claims()).contains("\"acrs\"", "\"c1\"");
                    String header = challenge.wwwAuthenticate();
                    assertThat(header).startsWith("Bearer realm=\"\", authorization_uri=\"https://");
                    String encoded = header.replaceAll(".*claims=\"([^\"]*)\".*", "$1");
                    assertThat(new String(Base64.getDecoder().decode(encoded), java.nio.charset.StandardCharsets.UTF_8))
                            .isEqualTo(challenge.claims());
                });
        var steppedUp = tenant.alice().claim("acrs", java.util.List.of("c1"));
        assertThat(claims(tenant.source.fetch(tenant.exchange(steppedUp, Tenant.secret())))
                        .getStringClaim("oid"))
                .isEqualTo(Tenant.ALICE);
    }

    @Test
    void theMachineGivesTheTokenOfItsIdentity() throws Exception {
        var system = new MachineIdentity("66666666-0000-0000-0000-000000000001", "66666666-1", "/machine");
        var user = new MachineIdentity("66666666-0000-0000-0000-000000000002", "66666666-2", "/identity");
        tenant.simulator.imds().systemAssigned(system);
        tenant.simulator.imds().userAssigned(user);
        var asMachine = new TokenRequest.AsMachine(Optional.empty(), Tenant.RESOURCE);
        assertThat(claims(tenant.source.fetch(asMachine)).getStringClaim("oid")).isEqualTo("66666666-1");
        var asUser = new TokenRequest.AsMachine(Optional.of(user.clientId()), Tenant.RESOURCE);
        SynapseToken first = tenant.source.fetch(asUser);
        assertThat(claims(first).getStringClaim("oid")).isEqualTo("66666666-2");
        assertThat(tenant.simulator.imds().requests().requests())
                .allSatisfy(request -> assertThat(request.header("Metadata")).contains("true"));
        assertThat(Tenant.text(tenant.source.fetch(asUser))).isNotEqualTo(Tenant.text(first));
    }

    @Test
    void anIdentityTheMachineDoesNotHaveIsUnavailable() {
        var asUser = new TokenRequest.AsMachine(Optional.of("66666666-0000-0000-0000-000000000009"), Tenant.RESOURCE);
        assertThat(tenant.source.fetch(asUser))
                .isInstanceOfSatisfying(
                        SynapseToken.Unavailable.class,
                        none -> assertThat(none.why()).contains("400 invalid_request"));
    }

    @Test
    void synapseTakesTheTokensAndKnowsWhoCame() throws Exception {
        String token = Tenant.text(tenant.source.fetch(tenant.exchange(tenant.alice(), Tenant.secret())));
        assertThat(SynapseCall.status(tenant, token)).isEqualTo(200);
        assertThat(tenant.simulator.arrivals()).singleElement().satisfies(arrival -> {
            assertThat(arrival.objectId()).isEqualTo(Tenant.ALICE);
            assertThat(arrival.clientId()).isEqualTo(Tenant.MESH_APP);
            assertThat(arrival.delegated()).isTrue();
        });
    }

    private static JWTClaimsSet claims(SynapseToken token) throws Exception {
        return SignedJWT.parse(Tenant.text(token)).getJWTClaimsSet();
    }
}
