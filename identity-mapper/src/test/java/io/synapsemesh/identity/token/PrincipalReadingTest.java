package io.synapsemesh.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whom a right token of each kind of provider names.
final class PrincipalReadingTest {
    private final MeshOfTests mesh = new MeshOfTests();

    @Test
    void entraNamesAUserByTenantAndObject() {
        var token = read(MeshOfTests.user());

        assertThat(token.principal()).isEqualTo(new Principal.User("entra", MeshOfTests.TENANT, MeshOfTests.OID));
        assertThat(token.provider()).isEqualTo("entra");
        assertThat(token.issuer()).isEqualTo(MeshOfTests.ENTRA_V2);
        assertThat(token.tenant()).isEqualTo(MeshOfTests.TENANT);
        assertThat(token.session()).isEqualTo("uti-1");
        assertThat(token.expiresAt()).isEqualTo(Instant.ofEpochSecond(MeshOfTests.NOW_SECONDS + 3_600));
        assertThat(token.claims()).containsEntry("scp", "access_as_user").containsEntry("ver", "2.0");
        assertThat(token.oddClaims()).containsExactly("exp", "groups", "iat", "nbf");
    }

    @Test
    void bothVersionsOfATokenNameTheSameUser() {
        assertThat(read(MeshOfTests.userV1()).principal())
                .isEqualTo(read(MeshOfTests.user()).principal());
    }

    @Test
    void aUserOfAnotherTenantIsAnother() {
        var elsewhere = MeshOfTests.user(MeshOfTests.KEY_B, MeshOfTests.v2(MeshOfTests.TENANT_B), MeshOfTests.TENANT_B);

        assertThat(read(elsewhere).principal())
                .isEqualTo(new Principal.User("multi", MeshOfTests.TENANT_B, MeshOfTests.OID));
    }

    @Test
    void anApplicationsOwnTokenNamesTheApplication() {
        var application = new Principal.ServicePrincipal("entra", MeshOfTests.APP);
        var bare = MeshOfTests.application().without("idtyp");

        assertThat(read(MeshOfTests.application()).principal()).isEqualTo(application);
        assertThat(read(bare).principal()).isEqualTo(application);
        assertThat(read(bare.claim("sub", "pairwise").claim("roles", List.of("Mesh.Call")))
                        .principal())
                .isEqualTo(application);
        assertThat(read(MeshOfTests.application().without("azp").claim("appid", MeshOfTests.APP))
                        .principal())
                .isEqualTo(application);
    }

    @Test
    void aUserWithRolesAndScopesIsAUser() {
        assertThat(read(MeshOfTests.user().claim("roles", List.of("Reader"))).principal())
                .isInstanceOf(Principal.User.class);
    }

    @Test
    void theOthersNameWhomTheirSubjectSays() {
        assertThat(read(MeshOfTests.okta()).principal()).isEqualTo(new Principal.User("okta", "", "00u1"));
        assertThat(read(MeshOfTests.access()).principal())
                .isEqualTo(new Principal.User("access", "", "7335d417-61da-459d-899c-0a01c76a2f94"));
        assertThat(read(MeshOfTests.access().claim("sub", "").claim("common_name", "abc.access"))
                        .principal())
                .isEqualTo(new Principal.ServicePrincipal("access", "abc.access"));
        assertThat(read(MeshOfTests.cluster()).principal())
                .isEqualTo(new Principal.Claims("cluster", "system:serviceaccount:etl:nightly"));
        assertThat(read(MeshOfTests.job()).principal())
                .isEqualTo(new Principal.Claims("github", "repo:corp/etl:environment:prod"));
        assertThat(read(MeshOfTests.job().without("repository", "job_workflow_ref"))
                        .principal())
                .isEqualTo(new Principal.User("github", "", "repo:corp/etl:environment:prod"));
        assertThat(read(MeshOfTests.svid()).principal())
                .isEqualTo(new Principal.Workload(SpiffeId.parse("spiffe://corp.example/ns/etl/sa/nightly")));
    }

    @Test
    void aTokenOfATrustDomainNeedsNoIssuer() {
        assertThat(read(MeshOfTests.svid()).issuer()).isEqualTo(MeshOfTests.TRUST_DOMAIN);
        assertThat(read(MeshOfTests.svid().claim("iss", "https://oidc.corp.example"))
                        .issuer())
                .isEqualTo("https://oidc.corp.example");
        assertThat(read(MeshOfTests.svid().withoutHeader("kid")).provider()).isEqualTo("spiffe");
    }

    @Test
    void anAgentActsOnlyIfItIsListedAndHasProvenItself() {
        var agent = new Principal.ServicePrincipal("entra", MeshOfTests.AGENT);
        var acting = MeshOfTests.user().claim("azp", MeshOfTests.AGENT);

        assertThat(actor(acting.claim("azpacr", "1"))).contains(agent);
        assertThat(actor(acting.claim("azpacr", "2"))).contains(agent);
        assertThat(actor(acting.without("azpacr"))).contains(agent);
        assertThat(actor(acting.claim("azpacr", "0"))).isEmpty();
        assertThat(actor(MeshOfTests.user().claim("azpacr", "2"))).isEmpty();
        assertThat(actor(MeshOfTests.userV1().claim("appid", MeshOfTests.AGENT).claim("appidacr", "1")))
                .contains(agent);
    }

    @Test
    void whoeverStandsInActActs() {
        assertThat(actor(MeshOfTests.job().claim("act", Map.of("sub", "robot", "act", Map.of("sub", "earlier")))))
                .contains(new Principal.Claims("github", "robot"));
        assertThat(actor(MeshOfTests.svid().claim("act", Map.of("sub", MeshOfTests.TRUST_DOMAIN + "/ns/a/sa/copilot"))))
                .contains(new Principal.Workload(SpiffeId.parse("spiffe://corp.example/ns/a/sa/copilot")));
        assertThat(actor(MeshOfTests.svid().claim("act", Map.of("sub", "spiffe://other.example/ns/a/sa/copilot"))))
                .contains(new Principal.Claims("spiffe", "spiffe://other.example/ns/a/sa/copilot"));
        assertThat(actor(MeshOfTests.user()
                        .claim("azp", MeshOfTests.AGENT)
                        .claim("azpacr", "1")
                        .claim("act", Map.of("sub", MeshOfTests.AGENT))))
                .contains(new Principal.ServicePrincipal("entra", MeshOfTests.AGENT));
    }

    private Optional<Principal> actor(Draft draft) {
        return read(draft).actor();
    }

    private VerifiedToken read(Draft draft) {
        var reading = mesh.verifier.read(draft.mint());
        assertThat(reading).isInstanceOf(TokenReading.Verified.class);
        return ((TokenReading.Verified) reading).token();
    }
}
