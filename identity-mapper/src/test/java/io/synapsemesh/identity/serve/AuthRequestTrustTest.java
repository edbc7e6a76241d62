package io.synapsemesh.identity.serve;

import static io.synapsemesh.identity.decide.DeskScene.COMPUTE;
import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.EDGE;
import static io.synapsemesh.identity.decide.DeskScene.INJECTED;
import static io.synapsemesh.identity.decide.DeskScene.PRIVATE;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.identity.decide.DeskScene;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Class 11 of the pitfalls: what Nginx says counts because a proven edge says it, and only for its own workspaces. No
/// forwarded header and no `User-Agent` opens anything. The wire itself is in the tests of the port.
final class AuthRequestTrustTest {
    private final Doors doors = new Doors(new DeskScene());

    private AuthAnswer ask(Doors.EdgeHeaders headers) {
        return doors.auth(EDGE, headers);
    }

    private static Doors.EdgeHeaders alice() {
        return Doors.edge(CONTOSO, "alice", "GET", READ);
    }

    private static void assertRefused(AuthAnswer answer, Reason reason) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsEntry("X-Synapsemesh-Reason", reason.documentName());
        assertThat(answer.headers()).containsKey("X-Synapsemesh-Error");
    }

    @Test
    void anAllowedRequestIs204WithSubjectAndDecision() {
        AuthAnswer answer = ask(alice());
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsOnlyKeys("X-Synapsemesh-Subject", "X-Synapsemesh-Decision");
        assertThat(answer.headers()).containsEntry("X-Synapsemesh-Subject", "user:entra/t1/alice");
        assertThat(doors.scene.events.getLast().grounds().orElseThrow().decisionId())
                .contains(answer.headers().get("X-Synapsemesh-Decision"));
        assertThat(doors.scene.events.getLast().point()).isEqualTo("AuthRequest");
    }

    @Test
    void whoBringsNoTokenIs401AndNeverTheEdgeItself() {
        AuthAnswer answer = ask(Doors.edge(CONTOSO, "", "GET", READ));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers())
                .containsExactly(java.util.Map.entry("WWW-Authenticate", "Bearer realm=\"synapsemesh\""));
    }

    @Test
    void aBadTokenIs401AndSaysWhyInOneSafeLine() {
        doors.scene.tokens.put("bad", DeskScene.refused(Reason.TOKEN_EXPIRED));
        AuthAnswer answer = ask(Doors.edge(CONTOSO, "bad", "GET", READ));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers())
                .containsEntry(
                        "WWW-Authenticate",
                        "Bearer realm=\"synapsemesh\", error=\"invalid_token\","
                                + " error_description=\"TokenExpired: it is bad. Get another.\"");
    }

    @Test
    void aRefusalHasItsReasonAndSynapsesBodyWithTheExactScope() {
        AuthAnswer answer = ask(Doors.edge(CONTOSO, "alice", "POST", COMPUTE));
        assertRefused(answer, Reason.NO_GRANT);
        assertThat(new String(
                        Base64.getDecoder().decode(answer.headers().get("X-Synapsemesh-Error")),
                        StandardCharsets.US_ASCII))
                .isEqualTo("{\"error\":{\"code\":\"Unauthorized\",\"message\":\"The principal 'alice' does not have the"
                        + " required Synapse RBAC permission to perform this action. Required permission: Action:"
                        + " Microsoft.Synapse/workspaces/bigDataPools/useCompute/action, Scope:"
                        + " workspaces/contoso/bigDataPools/pool1/*.\"}}");
    }

    @Test
    void onlyAnEdgeIsBelievedAndOnlyOfItsOwnWorkspaces() {
        for (Asker other : List.of(
                DeskScene.GATEWAY,
                DeskScene.SIDECAR,
                DeskScene.DETACHED,
                new Asker(DeskScene.STRANGER, EDGE.proxy(), Asker.Proof.SVID))) {
            assertRefused(doors.auth(other, alice()), Reason.WORKSPACE_UNKNOWN);
        }
        assertRefused(ask(Doors.edge(PRIVATE, "alice", "GET", READ)), Reason.WORKSPACE_UNKNOWN);
        assertRefused(ask(Doors.edge(DeskScene.dev("none"), "alice", "GET", READ)), Reason.WORKSPACE_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "contoso", "/contoso", "analytics/", "analytics/contoso/x", "ANALYTICS/contoso", "*", "../x"
            })
    void anOddWorkspaceIsNone(String name) {
        assertRefused(ask(alice().with("X-Synapsemesh-Workspace", name)), Reason.WORKSPACE_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sql", "sqlOnDemand", "DEV", "dev "})
    void onlyDevIsDecidedHere(String endpoint) {
        assertRefused(ask(alice().with("X-Synapsemesh-Endpoint", endpoint)), Reason.WORKSPACE_UNKNOWN);
    }

    /// Nginx sets each of its headers once. A second line came from somebody else, whichever of them is first.
    @Test
    void aSecondLineOfATrustedHeaderMakesItNone() {
        assertRefused(ask(alice().and("X-Synapsemesh-Workspace", "analytics/trial")), Reason.WORKSPACE_UNKNOWN);
        assertRefused(ask(alice().and("X-Synapsemesh-Endpoint", "dev")), Reason.WORKSPACE_UNKNOWN);
        assertRefused(ask(alice().and("X-Original-URI", READ)), Reason.AMBIGUOUS_PATH);
        assertRefused(ask(alice().and("X-Original-Method", "GET")), Reason.AMBIGUOUS_PATH);
        assertRefused(ask(alice().and("X-Synapsemesh-Source", "10.1.2.3")), Reason.SOURCE_NOT_ALLOWED);
        assertThat(ask(alice().and("X-Synapsemesh-Token", "alice")).status()).isEqualTo(401);
    }

    @Test
    void aMissingTrustedHeaderRefuses() {
        assertRefused(ask(alice().without("X-Synapsemesh-Workspace")), Reason.WORKSPACE_UNKNOWN);
        assertRefused(ask(alice().without("X-Synapsemesh-Endpoint")), Reason.WORKSPACE_UNKNOWN);
        assertRefused(ask(alice().without("X-Original-URI")), Reason.AMBIGUOUS_PATH);
        assertRefused(ask(alice().without("X-Original-Method")), Reason.AMBIGUOUS_PATH);
        assertRefused(ask(alice().without("X-Synapsemesh-Source")), Reason.SOURCE_NOT_ALLOWED);
        assertRefused(ask(alice().with("X-Synapsemesh-Source", "localhost")), Reason.SOURCE_NOT_ALLOWED);
        assertRefused(ask(alice().with("X-Synapsemesh-Source", "10.1.2.3, 10.1.2.4")), Reason.SOURCE_NOT_ALLOWED);
    }

    /// The advisories this class is named after: a forwarded URI or address that overrides the real one, and a health
    /// checker's `User-Agent` that skips the check.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Uri",
                "X-Forwarded-Method",
                "X-Forwarded-Host",
                "X-Forwarded-For",
                "X-Real-Ip",
                "X-Auth-Request-Redirect",
                "X_Original_URI",
                "X_Synapsemesh_Workspace",
                "X_Synapsemesh_Source",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Http-Method-Override",
                "X_Synapsemesh_Token",
                "Cf-Access-Jwt-Assertion",
                "User-Agent"
            })
    void noOtherHeaderChangesAnything(String name) {
        for (String value :
                List.of(READ, "GET", "10.1.2.3", "alice", "kube-probe/1.35", "GoogleHC/1.0", "ELB-HealthChecker/2.0")) {
            assertRefused(ask(Doors.edge(CONTOSO, "alice", "POST", COMPUTE).with(name, value)), Reason.NO_GRANT);
            assertThat(ask(Doors.edge(CONTOSO, "", "GET", READ).with(name, value))
                            .status())
                    .isEqualTo(401);
            assertRefused(
                    ask(Doors.edge(CONTOSO, "carl", "GET", READ)
                            .with("X-Synapsemesh-Source", "192.0.2.7")
                            .with(name, value)),
                    Reason.SOURCE_NOT_ALLOWED);
            assertThat(ask(alice().with(name, value)).status()).as("the twin").isEqualTo(204);
        }
    }

    @Test
    void theAddressTheEdgeSawCounts() {
        assertThat(ask(Doors.edge(CONTOSO, "carl", "GET", READ)).status()).isEqualTo(204);
        assertThat(ask(Doors.edge(CONTOSO, "carl", "GET", READ).with("X-Synapsemesh-Source", "2001:db8::1"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theTokenIsInAuthorizationWhereTheMeshBringsSynapsesAndNoneIsEverGivenBack() {
        doors.scene.upstream = (_, _) -> {
            throw new AssertionError("nobody fetches a token for an edge");
        };
        AuthAnswer answer = ask(Doors.edge(INJECTED, "", "GET", READ).with("Authorization", "Bearer alice"));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsOnlyKeys("X-Synapsemesh-Subject", "X-Synapsemesh-Decision");
        assertThat(ask(Doors.edge(CONTOSO, "", "GET", READ).with("Authorization", "Bearer alice"))
                        .status())
                .as("there it is the caller's own Synapse token")
                .isEqualTo(401);
    }

    @Test
    void aSubjectOfAnyLettersIsOneSafeHeader() {
        doors.scene.token(
                "ci",
                new Principal.Claims("github", "repo:\u00e9/x\r\nX-Evil: 1 %"),
                new Groups.Complete(new TreeSet<>()));
        doors.scene.add(
                DeskScene.TRIAL,
                io.synapsemesh.core.policy.Enforcement.AUDIT,
                io.synapsemesh.core.model.UpstreamCredential.PASS_THROUGH);
        AuthAnswer answer = ask(Doors.edge(DeskScene.TRIAL, "ci", "GET", READ));
        assertThat(answer.headers())
                .containsEntry("X-Synapsemesh-Subject", "claims:github/repo:%C3%A9/x%0D%0AX-Evil:%201%20%25");
    }
}
