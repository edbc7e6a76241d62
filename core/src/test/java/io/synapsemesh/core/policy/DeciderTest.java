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

import com.google.common.net.InetAddresses;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.route.Required;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// rules.md A, "Meaning", "Actors" and "Conditions": each sentence with what it lets through and the nearest it does
/// not.
final class DeciderTest {
    private static final String READ = "GET /pipelines";
    private static final Scope POOL = Scope.item(ScopeKind.BIG_DATA_POOL, "Spark1");

    /// The loader may connect; grants are the test's.
    private static Scene open() {
        return new Scene().allow("dev", "connect", workload(LOADER));
    }

    @Test
    void withoutATokenTheCallerIsTheCarrier() {
        Scene scene = new Scene().bind("Synapse Artifact User", Scope.WORKSPACE, workload(LOADER));
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(OTHER, NOBODY, READ))).isEqualTo("NoGrant");
    }

    @Test
    void theCarrierMustHoldConnect() {
        Scene scene = open().bind("Synapse Artifact User", Scope.WORKSPACE, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(OTHER, alice(), READ))).isEqualTo("NoGrant");
    }

    @Test
    void connectOnOneEndpointIsNotConnectOnAnother() {
        Scene scene = open();
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("NoGrant");
        assertThat(outcome(scene.allow("sql", "connect", workload(LOADER)).sql(LOADER)))
                .isEqualTo("Granted");
        assertThat(outcome(scene.sql(OTHER))).isEqualTo("NoGrant");
    }

    @Test
    void aRoleBindingOfAWorkloadImpliesConnectOnDevAlone() {
        Scene scene = new Scene().bind("Synapse Administrator", Scope.WORKSPACE, workload(LOADER));
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
        assertThat(outcome(scene.sql(LOADER))).isEqualTo("NoGrant");
    }

    @Test
    void aRoleBindingOfAUserImpliesNoConnect() {
        Scene scene = new Scene().bind("Synapse Administrator", Scope.WORKSPACE, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
    }

    @Test
    void everyRequiredPairIsGrantedToTheCaller() {
        String createRun = "POST /pipelines/p/createRun";
        Scene scene = open().bind("Synapse Artifact User", Scope.WORKSPACE, user("alice"));
        assertThat(scene.dev(LOADER, alice(), createRun))
                .isEqualTo(new Decision.Deny(Reason.NO_GRANT, List.of(1), List.of()));
        scene.bind("Synapse Credential User", Scope.WORKSPACE, group("g"));
        assertThat(outcome(scene.dev(LOADER, alice("g"), createRun))).isEqualTo("Granted");
    }

    @Test
    void grantsToTheCarrierNeverHelpACallerWithAToken() {
        Scene scene = new Scene().bind("Synapse Administrator", Scope.WORKSPACE, workload(LOADER));
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
        assertThat(outcome(scene.dev(LOADER, bearer(new Principal.Workload(LOADER), Cast.complete()), READ)))
                .isEqualTo("NoGrant");
    }

    @Test
    void grantsToTheCallerNeverHelpTheCarrier() {
        Scene scene = open().bind("Synapse Administrator", Scope.WORKSPACE, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, NOBODY, READ))).isEqualTo("NoGrant");
    }

    @Test
    void aGrantCoversItsScopeAndWhatLiesBelow() {
        String batch = "POST /livyApi/versions/v/sparkPools/SPARK1/batches";
        String sibling = "POST /livyApi/versions/v/sparkPools/spark2/batches";
        Scene atPool = open().bind("Synapse Compute Operator", POOL, user("alice"));
        assertThat(outcome(atPool.dev(LOADER, alice(), batch))).isEqualTo("Granted");
        assertThat(outcome(atPool.dev(LOADER, alice(), sibling))).isEqualTo("NoGrant");
        Scene atWorkspace = open().bind("Synapse Compute Operator", Scope.WORKSPACE, user("alice"));
        assertThat(outcome(atWorkspace.dev(LOADER, alice(), batch))).isEqualTo("Granted");
    }

    @Test
    void aGrantOnAnotherKindOfItemOfThatNameCoversNothing() {
        Scene scene = open().bind(
                        "Synapse Compute Operator", Scope.item(ScopeKind.INTEGRATION_RUNTIME, "spark1"), user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "POST /livyApi/versions/v/sparkPools/spark1/batches")))
                .isEqualTo("NoGrant");
    }

    @Test
    void anyGrantImpliesReadAtTheWorkspaceAndNothingMore() {
        Scene scene = open().bind("Synapse Compute Operator", POOL, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /workspace"))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
        assertThat(outcome(scene.dev(
                        LOADER, bearer(new Principal.User("entra", "t1", "bob"), Cast.complete()), "GET /workspace")))
                .isEqualTo("NoGrant");
    }

    @Test
    void anItemThatOnlyTheBodyNamesIsRequiredAtTheWorkspace() {
        String execute = "POST /sparkJobDefinitions/job/execute";
        Scene scene = open().bind("Synapse Compute Operator", POOL, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), execute))).isEqualTo("NoGrant");
        scene.bind("Synapse Compute Operator", Scope.WORKSPACE, user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), execute))).isEqualTo("Granted");
    }

    @Test
    void noRoleCoversAnUnknownRoute() {
        Scene scene = open().bind("Synapse Administrator", Scope.WORKSPACE, user("alice"))
                .allow("dev", "mesh/unknownRoute", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/x"))).isEqualTo("UnknownRoute");
    }

    @Test
    void anAllowPolicyGrantsAnUnknownRouteByMethodAndWholeSegments() {
        Scene scene = open().allow("dev", "unknownRoute GET /Preview/x/", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/X"))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/x/y/z"))).isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview/xy"))).isEqualTo("UnknownRoute");
        assertThat(outcome(scene.dev(LOADER, alice(), "GET /preview"))).isEqualTo("UnknownRoute");
        assertThat(outcome(scene.dev(LOADER, alice(), "POST /preview/x"))).isEqualTo("UnknownRoute");
        assertThat(outcome(scene.dev(LOADER, NOBODY, "GET /preview/x"))).isEqualTo("UnknownRoute");
    }

    @Test
    void anUnknownRouteGrantOpensNoKnownRoute() {
        Scene scene = open().allow("dev", "unknownRoute GET /pipelines", user("alice"));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
    }

    @Test
    void aPathThatIsNotCanonicalIsRefusedBeforeAnythingElse() {
        Scene scene = new Scene().bind("Synapse Administrator", Scope.WORKSPACE, workload(LOADER));
        assertThat(outcome(scene.dev(LOADER, NOBODY, "GET /pipelines;x=1"))).isEqualTo("AmbiguousPath");
        assertThat(outcome(scene.dev(LOADER, NOBODY, "GET /pipelines/%2e%2e/x")))
                .isEqualTo("AmbiguousPath");
    }

    @Test
    void aTokenWithAnActorNeedsTwoGrants() {
        Subject copilotForStaff = acting(application("copilot"), group("staff"));
        Scene userOnly = open().bind("Synapse Artifact User", Scope.WORKSPACE, group("staff"));
        Scene agentOnly = open().bind("Synapse Artifact User", Scope.WORKSPACE, copilotForStaff);
        Scene both = open().bind("Synapse Artifact User", Scope.WORKSPACE, group("staff"), copilotForStaff);
        var through = aliceThrough(Cast.AGENT, "staff");
        assertThat(outcome(both.dev(LOADER, through, READ))).isEqualTo("Granted");
        assertThat(outcome(userOnly.dev(LOADER, through, READ))).isEqualTo("ActorNotGranted");
        assertThat(outcome(agentOnly.dev(LOADER, through, READ))).isEqualTo("UserNotGranted");
        assertThat(outcome(both.dev(LOADER, aliceThrough(Cast.AGENT, "others"), READ)))
                .isEqualTo("UserNotGranted");
        assertThat(outcome(both.dev(
                        LOADER, aliceThrough(new Principal.ServicePrincipal("entra", "other"), "staff"), READ)))
                .isEqualTo("ActorNotGranted");
    }

    @Test
    void aGrantToTheAgentItselfIsNotAGrantToActForSomebody() {
        Scene scene = open().bind("Synapse Administrator", Scope.WORKSPACE, user("alice"), application("copilot"));
        assertThat(outcome(scene.dev(LOADER, aliceThrough(Cast.AGENT), READ))).isEqualTo("ActorNotGranted");
    }

    @Test
    void aGrantToActForSomebodyIsNoneForTheirOwnToken() {
        Scene scene =
                open().bind("Synapse Administrator", Scope.WORKSPACE, acting(application("copilot"), user("alice")));
        assertThat(outcome(scene.dev(LOADER, alice(), READ))).isEqualTo("NoGrant");
    }

    @Test
    void eachSubjectOfATokenMatchesExactly() {
        assertGranted(user("alice"), alice());
        assertRefused(user("bob"), alice());
        assertRefused(new Subject.User("okta", "t1", "alice"), alice());
        assertRefused(new Subject.User("entra", "t2", "alice"), alice());
        assertGranted(group("g"), alice("f", "g"));
        assertRefused(group("g"), alice("f"));
        assertRefused(new Subject.Group("okta", "g"), alice("g"));
        assertGranted(application("copilot"), bearer(Cast.AGENT, Cast.complete()));
        assertRefused(application("other"), bearer(Cast.AGENT, Cast.complete()));
        var claims = Map.of("repository", "corp/etl", "environment", "prod");
        assertGranted(
                job(claims), claiming(Map.of("repository", "corp/etl", "environment", "prod", "x", "y"), Set.of()));
        assertRefused(job(claims), claiming(Map.of("repository", "corp/etl"), Set.of()));
        assertRefused(job(claims), claiming(Map.of("repository", "corp/etl", "environment", "Prod"), Set.of()));
        assertRefused(job(claims), claiming(Map.of("repository", "corp/etl"), Set.of("environment")));
    }

    /// Envoy compares the subject claim and knows no other difference between a job and a user.
    @Test
    void aJobKnownByItsClaimsIsNamedByItsSubjectWhereThereAreNoTenants() {
        var job = bearer(new Principal.Claims("github", "repo:corp/etl"), Cast.complete());

        assertGranted(new Subject.User("github", "", "repo:corp/etl"), job);
        assertRefused(new Subject.User("github", "", "repo:corp/other"), job);
        assertRefused(new Subject.User("gitlab", "", "repo:corp/etl"), job);
        assertRefused(new Subject.User("github", "t1", "repo:corp/etl"), job);
        assertRefused(new Subject.ServicePrincipal("github", "repo:corp/etl"), job);
    }

    @Test
    void groupsThatAreNotToldGrantNothing() {
        Scene scene = open().bind("Synapse Artifact User", Scope.WORKSPACE, group("g"));
        assertThat(outcome(scene.dev(LOADER, bearer(Cast.ALICE, partial("g")), READ)))
                .isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, bearer(Cast.ALICE, partial("f")), READ)))
                .isEqualTo("GroupsUnknown");
        assertThat(outcome(scene.dev(LOADER, bearer(Cast.ALICE, new Groups.Unknown()), READ)))
                .isEqualTo("GroupsUnknown");
    }

    @Test
    void aSourceConditionHoldsForTheAddressThatIsSeen() {
        var office = new Condition(List.of(Cidr.parse("10.0.0.0/8")), new TreeMap<>());
        Scene scene = open().policy(Effect.ALLOW, "dev", "artifacts/read", office, user("alice"));
        assertThat(outcome(scene.devFrom("10.255.0.1", LOADER, alice(), READ))).isEqualTo("Granted");
        assertThat(outcome(scene.devFrom("11.0.0.1", LOADER, alice(), READ))).isEqualTo("SourceNotAllowed");
    }

    @Test
    void aClaimConditionIsExact() {
        var prod = new Condition(List.of(), new TreeMap<>(Map.of("env", "prod")));
        Subject anyJob = job(Map.of("repository", "r"));
        Scene scene = open().policy(Effect.ALLOW, "dev", "artifacts/read", prod, anyJob);
        assertThat(outcome(scene.dev(LOADER, claiming(Map.of("repository", "r", "env", "prod"), Set.of()), READ)))
                .isEqualTo("Granted");
        assertThat(outcome(scene.dev(LOADER, claiming(Map.of("repository", "r", "env", "prod2"), Set.of()), READ)))
                .isEqualTo("NoGrant");
        assertThat(outcome(scene.dev(LOADER, claiming(Map.of("repository", "r"), Set.of("env")), READ)))
                .isEqualTo("NoGrant");
    }

    @Test
    void anEndpointThatIsSwitchedOffIsRefused() {
        Scene scene = new Scene().allow("sqlOnDemand", "connect", workload(LOADER));
        assertThat(outcome(scene.ask(new Request(
                        LOADER,
                        NOBODY,
                        Endpoint.SQL_ON_DEMAND,
                        new Required.Connection(),
                        InetAddresses.forString(Scene.HERE)))))
                .isEqualTo("EndpointDisabled");
    }

    private static void assertGranted(Subject subject, io.synapsemesh.core.caller.Caller caller) {
        Scene scene = open().allow("dev", "artifacts/read", subject);
        assertThat(outcome(scene.dev(LOADER, caller, READ))).isEqualTo("Granted");
    }

    private static void assertRefused(Subject subject, io.synapsemesh.core.caller.Caller caller) {
        Scene scene = open().allow("dev", "artifacts/read", subject);
        assertThat(outcome(scene.dev(LOADER, caller, READ))).isEqualTo("NoGrant");
    }
}
