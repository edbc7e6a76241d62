package io.synapsemesh.identity.decide;

import static io.synapsemesh.identity.decide.DeskScene.COMPUTE;
import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.INJECTED;
import static io.synapsemesh.identity.decide.DeskScene.NIGHTLY;
import static io.synapsemesh.identity.decide.DeskScene.OUTSIDE;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static io.synapsemesh.identity.decide.DeskScene.STRANGER;
import static io.synapsemesh.identity.decide.DeskScene.TRIAL;
import static io.synapsemesh.identity.decide.DeskScene.WEB;
import static io.synapsemesh.identity.decide.DeskScene.question;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is answered, why, and what the log says of it.
final class DecisionDeskTest {
    private final DeskScene scene = new DeskScene();
    private DecisionDesk desk = scene.desk();

    private Verdict ask(Question question) {
        return desk.decide(desk.now(), question);
    }

    private Verdict ask(SpiffeId carrier, String token, String method, String target) {
        return ask(question(CONTOSO, carrier, token, method, target));
    }

    private static Question from(Question question, java.net.InetAddress source) {
        return new Question(
                question.point(),
                question.asker(),
                question.place(),
                question.carrier(),
                question.token(),
                question.method(),
                question.target(),
                source,
                question.trail());
    }

    private static Question carried(Question question, Optional<SpiffeId> carrier) {
        return new Question(
                question.point(),
                question.asker(),
                question.place(),
                carrier,
                question.token(),
                question.method(),
                question.target(),
                question.source(),
                question.trail());
    }

    private static String text(SecretBytes secret) {
        return new String(secret.open(), StandardCharsets.US_ASCII);
    }

    @Test
    void everyReasonOfTheContractIsReached() {
        var reached = EnumSet.noneOf(Reason.class);
        reached.add(ask(WEB, "alice", "GET", READ).reason());
        reached.add(ask(WEB, "evil", "GET", READ).reason());
        reached.add(ask(WEB, "nobody", "GET", READ).reason());
        reached.add(ask(WEB, "alice", "GET", "/no/such/route").reason());
        reached.add(ask(WEB, "alice", "GET", "/pipelines/../x").reason());
        reached.add(ask(carried(question(CONTOSO, WEB, "alice", "GET", READ), Optional.empty()))
                .reason());
        reached.add(ask(question(DeskScene.PLAIN, WEB, "many", "GET", READ)).reason());
        reached.add(ask(WEB, "rogue", "GET", READ).reason());
        reached.add(ask(WEB, "idle", "GET", READ).reason());
        reached.add(
                ask(from(question(CONTOSO, WEB, "carl", "GET", READ), OUTSIDE)).reason());
        reached.add(ask(question(DeskScene.PRIVATE, WEB, "alice", "GET", READ)).reason());
        reached.add(ask(question(DeskScene.sql("contoso"), WEB, "", "", "")).reason());
        for (Reason reason : Reason.values()) {
            if (reason.httpStatus() == Reason.TOKEN_EXPIRED.httpStatus()) {
                scene.tokens.put("bad", DeskScene.refused(reason));
                Verdict verdict = ask(WEB, "bad", "GET", READ);
                assertThat(verdict.allowed()).isFalse();
                assertThat(verdict.status()).isEqualTo(401);
                reached.add(verdict.reason());
            }
        }
        scene.memberships = (_, _) -> {
            throw new IllegalStateException("broken");
        };
        reached.add(ask(WEB, "many", "GET", READ).reason());
        desk = scene.desk(new DeskLimits(Duration.ofSeconds(20), 0, 1 << 20, Duration.ofSeconds(1)));
        reached.add(ask(WEB, "alice", "GET", READ).reason());
        assertThat(reached).containsExactlyInAnyOrder(Reason.values());
        assertThat(scene.limits).containsExactly("decisions-waiting");
    }

    @Test
    void anAllowNamesWhoWasGrantedWhatByWhichLines() {
        Verdict verdict = ask(WEB, "dora", "POST", COMPUTE);
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.mode()).isEqualTo(Enforcement.ENFORCE);
        assertThat(verdict.status()).isEqualTo(200);
        assertThat(verdict.required())
                .containsExactly(new Event.RequiredPair(
                        "Microsoft.Synapse/workspaces/bigDataPools/useCompute/action",
                        "workspaces/contoso/bigDataPools/pool1"));
        assertThat(verdict.determining())
                .extracting(origin -> origin.document().name())
                .containsExactly("carriers", "spark");
        assertThat(verdict.principals())
                .containsExactly("user:entra/t1/dora", "workload:spiffe://corp.example/ns/apps/sa/web");
        assertThat(verdict.groups()).contains("Complete");
        assertThat(verdict.epoch()).isEqualTo(1);
    }

    @Test
    void aDenialNamesWhatIsMissing() {
        Verdict verdict = ask(WEB, "alice", "POST", "/pipelines/p/createRun");
        assertThat(verdict.reason()).isEqualTo(Reason.NO_GRANT);
        assertThat(verdict.required()).hasSize(2);
        assertThat(verdict.missing()).containsExactly(1);
    }

    @Test
    void grantsOfTheCarrierNeverHelpABearerNorTheReverse() {
        assertThat(ask(NIGHTLY, "", "GET", READ).allowed()).isTrue();
        assertThat(ask(NIGHTLY, "nobody", "GET", READ).reason()).isEqualTo(Reason.NO_GRANT);
        assertThat(ask(WEB, "alice", "GET", READ).allowed()).isTrue();
        assertThat(ask(WEB, "", "GET", READ).reason()).isEqualTo(Reason.NO_GRANT);
        assertThat(ask(STRANGER, "alice", "GET", READ).reason()).isEqualTo(Reason.NO_GRANT);
    }

    @Test
    void anAgentNeedsBothGrants() {
        assertThat(ask(WEB, "agent", "GET", READ).allowed()).isTrue();
        assertThat(ask(WEB, "rogue", "GET", READ).reason()).isEqualTo(Reason.ACTOR_NOT_GRANTED);
        assertThat(ask(WEB, "idle", "GET", READ).reason()).isEqualTo(Reason.USER_NOT_GRANTED);
        Event.Decided logged = scene.events.getFirst();
        assertThat(logged.actor()).contains("servicePrincipal:entra/bot");
    }

    @Test
    void onTrialARequestPassesAndTheLogSaysWhyItWouldNot() {
        Verdict verdict = ask(question(TRIAL, WEB, "nobody", "GET", READ));
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.status()).isEqualTo(200);
        assertThat(verdict.mode()).isEqualTo(Enforcement.AUDIT);
        assertThat(verdict.reason()).isEqualTo(Reason.NO_GRANT);
        Event.Decided logged = scene.events.getLast();
        assertThat(logged.allowed()).isTrue();
        assertThat(logged.auditOnly()).isTrue();
        assertThat(logged.reason()).isEqualTo("NoGrant");
    }

    /// rules.md A, "Enforcement": trial does not mean unproven.
    @Test
    void onTrialIdentityPathAndEnforcedDeniesStillCount() {
        scene.tokens.put("bad", DeskScene.refused(Reason.BAD_SIGNATURE));
        assertThat(ask(question(TRIAL, WEB, "bad", "GET", READ)).reason()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(ask(question(TRIAL, WEB, "alice", "GET", "//pipelines")).reason())
                .isEqualTo(Reason.AMBIGUOUS_PATH);
        assertThat(ask(question(TRIAL, WEB, "evil", "GET", READ)).reason()).isEqualTo(Reason.DENIED_BY_POLICY);
        assertThat(ask(carried(question(TRIAL, WEB, "alice", "GET", READ), Optional.empty()))
                        .reason())
                .isEqualTo(Reason.NO_CREDENTIAL);
        assertThat(ask(question(TRIAL, WEB, "many", "GET", READ)).reason())
                .as("unknown groups may be the banned one")
                .isEqualTo(Reason.DENIED_BY_POLICY);
    }

    @Test
    void connectionsAreDecidedByTheCarrierAlone() {
        var sql = DeskScene.sql("contoso");
        assertThat(ask(question(Point.EXT_AUTHZ_NETWORK, DeskScene.GATEWAY, sql, NIGHTLY, "", "", ""))
                        .allowed())
                .isTrue();
        assertThat(ask(question(Point.EXT_AUTHZ_NETWORK, DeskScene.GATEWAY, sql, WEB, "", "", ""))
                        .reason())
                .isEqualTo(Reason.NO_GRANT);
        assertThat(ask(question(Point.EXT_AUTHZ_NETWORK, DeskScene.GATEWAY, CONTOSO, NIGHTLY, "", "", ""))
                        .reason())
                .as("dev is not decided by connection")
                .isEqualTo(Reason.ENDPOINT_DISABLED);
        var off = new Place(CONTOSO.workspace(), Endpoint.SQL_ON_DEMAND);
        assertThat(ask(question(Point.EXT_AUTHZ_NETWORK, DeskScene.GATEWAY, off, NIGHTLY, "", "", ""))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_DISABLED);
    }

    @Test
    void onlyAttachedProxiesOfTheRightRoleAreAnswered() {
        for (Asker asker : List.of(
                DeskScene.DETACHED,
                DeskScene.SIDECAR,
                DeskScene.EDGE,
                new Asker(STRANGER, DeskScene.GATEWAY.proxy(), Asker.Proof.SVID),
                new Asker(STRANGER, DeskScene.proxy("mesh", "none"), Asker.Proof.SVID))) {
            Verdict verdict = ask(question(Point.EXT_AUTHZ, asker, CONTOSO, WEB, "alice", "GET", READ));
            assertThat(verdict.reason()).as("%s", asker).isEqualTo(Reason.WORKSPACE_UNKNOWN);
            assertThat(verdict.required())
                    .as("nothing is told of the workspace")
                    .isEmpty();
        }
        assertThat(ask(question(Point.AUTH_REQUEST, DeskScene.EDGE, CONTOSO, DeskScene.EDGE_ID, "alice", "GET", READ))
                        .allowed())
                .isTrue();
        assertThat(scene.tokensRead).as("whose token is not even read").hasValue(1);
    }

    @Test
    void anEdgeIsNobodysCallerWhateverItMayDoItself() {
        assertThat(ask(question(Point.AUTH_REQUEST, DeskScene.EDGE, CONTOSO, DeskScene.EDGE_ID, "", "GET", READ))
                        .reason())
                .isEqualTo(Reason.NO_CREDENTIAL);
    }

    @Test
    void theLogHasTheDecisionBeforeTheAnswerAndNoTokenOrQuery() {
        var question = question(CONTOSO, WEB, "alice", "GET", READ + "?secret=1");
        Verdict verdict = ask(question);
        Event.Decided logged = scene.events.getFirst();
        assertThat(logged.point()).isEqualTo("ExtAuthz");
        assertThat(logged.proxy()).isEqualTo("mesh/gateway");
        assertThat(logged.workspace()).isEqualTo("analytics/contoso");
        assertThat(logged.operation()).contains("GET /pipelines");
        assertThat(logged.path()).contains("/pipelines");
        assertThat(logged.caller()).contains("user:entra/t1/alice");
        assertThat(logged.provider()).contains("entra");
        assertThat(logged.sourceAddress()).contains("10.1.2.3:0");
        assertThat(logged.destination().orElseThrow().host()).isEqualTo("contoso.dev.azuresynapse.net");
        Event.Grounds grounds = logged.grounds().orElseThrow();
        assertThat(grounds.decisionId()).contains(verdict.decisionId());
        assertThat(grounds.epoch()).contains(1L);
        assertThat(grounds.determining()).isEqualTo(verdict.determining());
        assertThat(question.toString()).doesNotContain("alice").doesNotContain("secret");
        assertThat(logged.toString()).doesNotContain("secret");
    }

    @Test
    void aDirectoryIsAskedOnlyWhereItCanMakeADifference() {
        scene.token("alice", DeskScene.user("alice"), new Groups.Partial(new TreeSet<>(List.of("x"))));
        scene.directory.put("user:entra/t1/alice", DeskScene.groups());
        assertThat(ask(WEB, "alice", "GET", READ).allowed())
                .as("she is granted as a user, but may be banned")
                .isTrue();
        assertThat(scene.directoryAsked).hasValue(1);
        scene.directory.put("user:entra/t1/many", DeskScene.groups("readers"));
        assertThat(ask(WEB, "many", "GET", READ).allowed()).isTrue();
        assertThat(ask(WEB, "dora", "GET", READ).allowed()).isTrue();
        assertThat(scene.directoryAsked).as("dora's token tells all").hasValue(2);
    }

    @Test
    void idsAreUniqueAndSortByTime() {
        var ids = new HashSet<String>();
        String last = "";
        for (int i = 0; i < 1_000; i++) {
            scene.now = scene.now.plusMillis(i % 2);
            String id = ask(WEB, "alice", "GET", READ).decisionId();
            assertThat(id).matches("[0-9A-HJKMNP-TV-Z]{23}").isGreaterThan(last);
            ids.add(id);
            last = id;
        }
        assertThat(ids).hasSize(1_000);
    }

    @Test
    void aTokenForSynapseGoesToAGatewayThatShowsItsCertificateAndToNobodyElse() {
        scene.upstream = (workspace, caller) -> DeskScene.synapseToken(
                workspace.ref().name() + caller.map(it -> text(it.compact())).orElseThrow());
        Verdict given = ask(question(INJECTED, WEB, "alice", "GET", READ));
        assertThat(given.upstream())
                .isInstanceOfSatisfying(
                        SynapseToken.Token.class,
                        it -> assertThat(text(it.token())).isEqualTo("injectedalice"));
        assertThat(ask(question(CONTOSO, WEB, "alice", "GET", READ)).upstream())
                .isInstanceOf(SynapseToken.CallersOwn.class);
        assertThat(ask(question(INJECTED, WEB, "nobody", "GET", READ)).upstream())
                .isInstanceOf(SynapseToken.CallersOwn.class);
        var unproven = new Asker(DeskScene.GATEWAY.identity(), DeskScene.GATEWAY.proxy(), Asker.Proof.NODE_TOKEN);
        Verdict refused = ask(question(Point.EXT_AUTHZ, unproven, INJECTED, WEB, "alice", "GET", READ));
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.upstream()).isInstanceOf(SynapseToken.CallersOwn.class);
        Verdict atEdge =
                ask(question(Point.AUTH_REQUEST, DeskScene.EDGE, INJECTED, DeskScene.EDGE_ID, "alice", "GET", READ));
        assertThat(atEdge.allowed()).isTrue();
        assertThat(atEdge.upstream()).isInstanceOf(SynapseToken.CallersOwn.class);
    }

    @Test
    void aChallengeOfTheTenantIsA401AndLoggedAsARefusal() {
        scene.upstream = (_, _) -> new SynapseToken.Challenge(
                "{}", "interaction_required", java.net.URI.create("https://login.example/authorize"));
        Verdict verdict = ask(question(INJECTED, WEB, "alice", "GET", READ));
        assertThat(verdict.status()).isEqualTo(401);
        assertThat(verdict.upstream()).isInstanceOf(SynapseToken.Challenge.class);
        assertThat(scene.events.getLast().allowed()).isFalse();
        assertThat(Set.of(verdict.reason())).containsExactly(Reason.NO_CREDENTIAL);
    }
}
