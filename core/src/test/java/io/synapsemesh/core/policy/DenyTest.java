package io.synapsemesh.core.policy;

import static io.synapsemesh.core.policy.Cast.LOADER;
import static io.synapsemesh.core.policy.Cast.NOBODY;
import static io.synapsemesh.core.policy.Cast.OTHER;
import static io.synapsemesh.core.policy.Cast.acting;
import static io.synapsemesh.core.policy.Cast.alice;
import static io.synapsemesh.core.policy.Cast.aliceThrough;
import static io.synapsemesh.core.policy.Cast.application;
import static io.synapsemesh.core.policy.Cast.bearer;
import static io.synapsemesh.core.policy.Cast.claiming;
import static io.synapsemesh.core.policy.Cast.group;
import static io.synapsemesh.core.policy.Cast.job;
import static io.synapsemesh.core.policy.Cast.partial;
import static io.synapsemesh.core.policy.Cast.user;
import static io.synapsemesh.core.policy.Cast.workload;
import static io.synapsemesh.core.policy.Scene.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.net.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// rules.md A: "Deny wins", what it matches, and "Enforcement".
final class DenyTest {
    private static final String READ = "GET /pipelines";
    private static final SpiffeId STRANGER = SpiffeId.ofServiceAccount(Cast.CORP, "a", "b");

    /// Everybody of the cast may do everything.
    private static Scene generous() {
        return generous(Enforcement.ENFORCE);
    }

    private static Scene generous(Enforcement enforcement) {
        return new Scene(enforcement, UpstreamCredential.PASS_THROUGH)
                .allow("sql", "connect", workload(LOADER), workload(OTHER))
                .bind(
                        "Synapse Administrator",
                        Scope.WORKSPACE,
                        workload(LOADER),
                        workload(OTHER),
                        user("alice"),
                        acting(application("copilot"), user("alice")),
                        job(Map.of("repository", "r")))
                .allow("dev", "unknownRoute GET /preview", user("alice"));
    }

    private static String decide(Subject denied, Caller caller) {
        return outcome(generous().deny("dev", "artifacts/read", denied).dev(LOADER, caller, READ));
    }

    @Test
    void denyWinsOverEveryAllow() {
        assertThat(outcome(generous().dev(LOADER, alice(), READ))).isEqualTo("Granted");
        assertThat(decide(user("alice"), alice())).isEqualTo("DeniedByPolicy");
        assertThat(decide(user("bob"), alice())).isEqualTo("Granted");
    }

    @Test
    void denyMatchesTheCarrierWhoeverAsks() {
        assertThat(decide(workload(LOADER), NOBODY)).isEqualTo("DeniedByPolicy");
        assertThat(decide(workload(LOADER), alice())).isEqualTo("DeniedByPolicy");
        assertThat(decide(workload(OTHER), alice())).isEqualTo("Granted");
    }

    @Test
    void denyOfAWorkloadMatchesTheCallerWhoseTokenNamesIt() {
        Scene scene = generous(Enforcement.AUDIT).deny("dev", "connect", workload(OTHER));
        Caller other = bearer(new Principal.Workload(OTHER), Cast.complete());
        Caller third = bearer(new Principal.Workload(STRANGER), Cast.complete());
        assertThat(outcome(scene.dev(LOADER, other, READ))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, third, READ))).isEqualTo("Granted");
    }

    @Test
    void denyMatchesTheActor() {
        assertThat(decide(application("copilot"), aliceThrough(Cast.AGENT))).isEqualTo("DeniedByPolicy");
        assertThat(decide(application("other"), aliceThrough(Cast.AGENT))).isEqualTo("Granted");
        assertThat(decide(user("alice"), aliceThrough(Cast.AGENT))).isEqualTo("DeniedByPolicy");
    }

    @Test
    void denyOfActingMatchesThatAgentForThatUserOnly() {
        Subject denied = acting(application("copilot"), group("staff"));
        assertThat(decide(denied, aliceThrough(Cast.AGENT, "staff"))).isEqualTo("DeniedByPolicy");
        assertThat(decide(denied, aliceThrough(Cast.AGENT, "others"))).isEqualTo("Granted");
        assertThat(decide(denied, alice("staff"))).isEqualTo("Granted");
    }

    @Test
    void denyOfAGroupMatchesUnlessTheGroupIsRuledOut() {
        assertThat(decide(group("g"), alice("f", "g"))).isEqualTo("DeniedByPolicy");
        assertThat(decide(group("g"), alice("f"))).isEqualTo("Granted");
        assertThat(decide(group("g"), bearer(Cast.ALICE, partial("f")))).isEqualTo("DeniedByPolicy");
        assertThat(decide(group("g"), bearer(Cast.ALICE, new Groups.Unknown()))).isEqualTo("DeniedByPolicy");
        assertThat(decide(new Subject.Group("okta", "g"), bearer(Cast.ALICE, new Groups.Unknown())))
                .isEqualTo("Granted");
        assertThat(decide(group("g"), NOBODY)).isEqualTo("Granted");
    }

    /// "Refused with a diagnostic" and "matches when it cannot be ruled out", both of rules.md A: on SQL the first
    /// holds.
    /// Why: docs/codes/SYN0511.md.
    @Test
    void onSqlADenyOfACallerIsRefusedAndNeitherClosesTheEndpointNorOpensIt() {
        var callers = List.of(
                group("g"),
                user("alice"),
                application("copilot"),
                job(Map.of("repository", "r")),
                acting(application("copilot"), user("alice")));
        for (Subject caller : callers) {
            Scene scene = new Scene()
                    .allow("sql", "connect", workload(LOADER))
                    .deny("sql", "connect", caller, workload(OTHER))
                    .allow("sql", "connect", workload(OTHER));
            assertThat(scene.compile().diagnostics())
                    .as(caller.print())
                    .singleElement()
                    .satisfies(diagnostic -> {
                        assertThat(diagnostic.code()).isEqualTo(Code.SYN0511);
                        assertThat(diagnostic.isError()).isTrue();
                        assertThat(diagnostic.path()).isEqualTo("spec.subjects[0]");
                    });
            assertThat(outcome(scene.sql(LOADER))).as("no caller is no doubt").isEqualTo("Granted");
            assertThat(outcome(scene.sql(OTHER))).as("the rest of the Deny").isEqualTo("DeniedByPolicy");
            assertThat(outcome(scene.sql(STRANGER))).as("nobody gets in for it").isEqualTo("NoGrant");
        }
    }

    @Test
    void onDevTheSameDenyMatchesADoubtfulCallerAndNoneThatIsNotThere() {
        Scene scene = generous().deny("dev sql", "connect", group("g"));
        assertThat(outcome(scene.dev(LOADER, bearer(Cast.ALICE, new Groups.Unknown()), READ)))
                .isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("Granted");
    }

    @Test
    void onSqlAConditionOnClaimsIsRefusedAsOnDevNoClaimIsNoMatch() {
        var prod = new Condition(List.of(), new TreeMap<>(Map.of("env", "prod")));
        Scene scene = generous().policy(Effect.DENY, "dev sql", "connect", prod, workload(LOADER));
        assertThat(scene.compile().diagnostics()).extracting(Diagnostic::code).containsExactly(Code.SYN0511);
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
    }

    @Test
    void denyOfClaimsMatchesAClaimOfOddShape() {
        Subject prod = job(Map.of("env", "prod"));
        assertThat(decide(prod, claiming(Map.of("repository", "r", "env", "prod"), Set.of())))
                .isEqualTo("DeniedByPolicy");
        assertThat(decide(prod, claiming(Map.of("repository", "r"), Set.of("env"))))
                .isEqualTo("DeniedByPolicy");
        assertThat(decide(prod, claiming(Map.of("repository", "r", "env", "dev"), Set.of())))
                .isEqualTo("Granted");
        assertThat(decide(prod, claiming(Map.of("repository", "r"), Set.of()))).isEqualTo("Granted");
    }

    @Test
    void denyOfConnectOnDevDeniesEverythingThere() {
        Scene scene = generous().deny("dev", "connect", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("Granted");
    }

    @Test
    void denyOfAnActionLeavesTheOthers() {
        Scene scene = generous().deny("dev", "pipelines/write", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "PUT /pipelines/p"))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("Granted");
    }

    @Test
    void denyOfOneRequiredActionDeniesTheRequest() {
        Scene scene = generous().deny("dev", "credentials/useSecret/action", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "POST /pipelines/p/createRun")))
                .isEqualTo("DeniedByPolicy");
    }

    @Test
    void denyOfAnActionMatchesAnUnknownRouteThatMayNeedIt() {
        Scene scene = generous().deny("dev", "pipelines/write", user("alice"));
        assertThat(outcome(generous().dev(LOADER, alice(), "GET /preview/x"))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/x"))).isEqualTo("DeniedByPolicy");
    }

    @Test
    void denyOfAnUnknownRouteLeavesItsNeighbours() {
        Scene scene = generous().deny("dev", "unknownRoute GET /preview/x", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /PREVIEW/X/y"))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/xy"))).isEqualTo("Granted");
    }

    @Test
    void denyOfAWorkloadClosesSql() {
        Scene scene = generous().deny("sql", "connect", workload(LOADER));
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.sql(OTHER))).isEqualTo("Granted");
    }

    @Test
    void denyWithAConditionMatchesWhereItHolds() {
        var abroad = new Condition(List.of(Cidr.parse("203.0.113.0/24")), new TreeMap<>());
        Scene scene = generous().policy(Effect.DENY, "dev", "connect", abroad, user("alice"));
        assertThat(outcome(scene.devFrom("203.0.113.9", LOADER, alice(), READ))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.devFrom("203.0.114.9", LOADER, alice(), READ))).isEqualTo("Granted");
    }

    @Test
    void aDenyOnTrialIsReportedAndChangesNoVerdict() {
        Scene scene = generous().policy(Effect.AUDIT_DENY, "dev", "artifacts/read", Condition.ALWAYS, user("alice"));
        assertThat(scene.dev(LOADER, alice(), READ)).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.wouldDeny()).isPresent();
            assertThat(allow.determining()).isNotEmpty();
        });
        assertThat(scene.dev(LOADER, NOBODY, READ))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.wouldDeny()).isEmpty());
    }

    @Test
    void inAuditARefusalIsReportedAndPasses() {
        Scene scene = new Scene(Enforcement.AUDIT, UpstreamCredential.PASS_THROUGH);
        assertThat(scene.dev(LOADER, alice(), READ))
                .isEqualTo(new Decision.Allow(
                        List.of(), java.util.Optional.of(new Decision.Deny(Reason.NO_GRANT, List.of(), List.of()))));
        assertThat(outcome(new Scene().dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
    }

    @Test
    void inAuditEnforcingDeniesStillDeny() {
        Scene scene = new Scene(Enforcement.AUDIT, UpstreamCredential.PASS_THROUGH)
                .deny("dev", "artifacts/read", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("DeniedByPolicy");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /workspace"))).isEqualTo("Granted");
    }

    @Test
    void inAuditAPathThatIsNotCanonicalIsStillRefused() {
        Scene scene = new Scene(Enforcement.AUDIT, UpstreamCredential.PASS_THROUGH);
        assertThat(outcome(scene.dev(LOADER, alice(), "GET //pipelines"))).isEqualTo("AmbiguousPath");
    }

    @Test
    void aDenyNamesTheLinesThatDenied() {
        Scene scene = generous().deny("dev", "connect", user("bob"), user("alice"));
        assertThat(scene.dev(LOADER, alice(), READ).determining())
                .singleElement()
                .satisfies(origin -> assertThat(origin.rule()).isEqualTo(1));
    }
}
