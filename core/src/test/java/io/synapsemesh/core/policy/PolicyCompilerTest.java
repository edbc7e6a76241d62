package io.synapsemesh.core.policy;

import static io.synapsemesh.core.policy.Cast.LOADER;
import static io.synapsemesh.core.policy.Cast.NOBODY;
import static io.synapsemesh.core.policy.Cast.acting;
import static io.synapsemesh.core.policy.Cast.application;
import static io.synapsemesh.core.policy.Cast.group;
import static io.synapsemesh.core.policy.Cast.job;
import static io.synapsemesh.core.policy.Cast.user;
import static io.synapsemesh.core.policy.Cast.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.net.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyCompilerTest {
    private static final List<Subject> NEED_A_TOKEN = List.of(
            group("g"),
            user("alice"),
            application("app"),
            job(Map.of("repository", "r")),
            acting(workload(LOADER), user("alice")));

    @Test
    void noDocumentGrantsNothing() {
        assertThat(new Scene().compile().policy().endpoints())
                .containsOnlyKeys(Endpoint.DEV, Endpoint.SQL)
                .allSatisfy((endpoint, rules) ->
                        assertThat(rules).isEqualTo(new EndpointPolicy(List.of(), List.of(), List.of())));
    }

    @Test
    void onSqlAWorkloadIsProvenByItsConnection() {
        Compiled compiled =
                new Scene().allow("sql", "connect", workload(LOADER)).compile();
        assertThat(compiled.diagnostics()).isEmpty();
        assertThat(rules(compiled, Endpoint.SQL).connects()).hasSize(1);
        assertThat(rules(compiled, Endpoint.DEV).connects()).isEmpty();
    }

    @Test
    void onSqlEverySubjectOfATokenIsRefusedWithADiagnostic() {
        for (Subject subject : NEED_A_TOKEN) {
            for (Effect effect : Effect.values()) {
                Compiled compiled = new Scene()
                        .policy(effect, "sql", "connect", Condition.ALWAYS, workload(LOADER), subject)
                        .compile();
                assertThat(codes(compiled)).as(subject.print()).containsExactly(Code.SYN0511);
                assertThat(compiled.diagnostics().getFirst().path()).isEqualTo("spec.subjects[1]");
                EndpointPolicy sql = rules(compiled, Endpoint.SQL);
                assertThat(sql.connects().size() + sql.denies().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void onDevEverySubjectOfATokenMayBeGrantedActions() {
        for (Subject subject : NEED_A_TOKEN) {
            Compiled compiled =
                    new Scene().allow("dev", "artifacts/read", subject).compile();
            assertThat(compiled.diagnostics()).isEmpty();
            assertThat(rules(compiled, Endpoint.DEV).grants()).hasSize(1);
            assertThat(rules(compiled, Endpoint.DEV).connects()).isEmpty();
        }
    }

    @Test
    void onSqlAClaimConditionIsRefused() {
        var claims = new Condition(List.of(), new TreeMap<>(Map.of("env", "prod")));
        Compiled compiled = new Scene()
                .policy(Effect.ALLOW, "sql", "connect", claims, workload(LOADER))
                .compile();
        assertThat(codes(compiled)).containsExactly(Code.SYN0511);
        assertThat(rules(compiled, Endpoint.SQL).connects()).isEmpty();
    }

    @Test
    void onSqlASourceConditionIsKept() {
        var office = new Condition(List.of(Cidr.parse("10.0.0.0/8")), new TreeMap<>());
        Compiled compiled = new Scene()
                .policy(Effect.ALLOW, "sql", "connect", office, workload(LOADER))
                .compile();
        assertThat(rules(compiled, Endpoint.SQL).connects())
                .singleElement()
                .satisfies(rule -> assertThat(rule.condition()).isEqualTo(office));
    }

    @Test
    void onSqlDataActionsAreRefused() {
        Compiled compiled =
                new Scene().allow("sql", "artifacts/read", workload(LOADER)).compile();
        assertThat(codes(compiled)).containsExactly(Code.SYN0511);
        assertThat(rules(compiled, Endpoint.SQL)).isEqualTo(new EndpointPolicy(List.of(), List.of(), List.of()));
    }

    @Test
    void anAllowOfConnectForAUserMatchesNothing() {
        Compiled compiled = new Scene().allow("dev", "connect", user("alice")).compile();
        assertThat(codes(compiled)).containsExactly(Code.SYN0501);
        assertThat(rules(compiled, Endpoint.DEV).connects()).isEmpty();
        assertThat(rules(compiled, Endpoint.DEV).grants()).isEmpty();
    }

    @Test
    void aBindingOfAnAgentThatActsImpliesNoConnect() {
        Compiled compiled = new Scene()
                .bind("Synapse User", Scope.WORKSPACE, acting(workload(LOADER), user("alice")))
                .compile();
        assertThat(rules(compiled, Endpoint.DEV).connects()).isEmpty();
    }

    @Test
    void anyGrantImpliesReadAtTheWorkspaceAlsoOfARoleThatDoesNotListIt() {
        var runner = RoleDefinition.of(
                "Runner",
                Optional.empty(),
                List.of(DataAction.parse("bigDataPools/useCompute/action")),
                Set.of(ScopeKind.BIG_DATA_POOL));
        for (Scope scope : List.of(Scope.WORKSPACE, Scope.item(ScopeKind.BIG_DATA_POOL, "p"))) {
            Scene bound = new Scene().bind(runner, scope, workload(LOADER));
            assertThat(Scene.outcome(bound.dev(LOADER, NOBODY, "GET /workspace")))
                    .isEqualTo("Granted");
            assertThat(Scene.outcome(bound.dev(LOADER, NOBODY, "GET /pipelines")))
                    .isEqualTo("NoGrant");
        }
        Scene allowed = new Scene().allow("dev", "connect, pipelines/write", workload(LOADER));
        assertThat(Scene.outcome(allowed.dev(LOADER, NOBODY, "GET /workspace"))).isEqualTo("Granted");
    }

    @Test
    void aRuleRemembersTheDocumentAndTheSubject() {
        Compiled compiled = new Scene()
                .bind("Synapse User", Scope.WORKSPACE, user("alice"), user("bob"))
                .compile();
        assertThat(rules(compiled, Endpoint.DEV).grants())
                .allSatisfy(rule ->
                        assertThat(rule.subject()).isEqualTo(user(rule.origin().rule() == 0 ? "alice" : "bob")));
    }

    @Test
    void aDocumentOnAnEndpointThatIsSwitchedOffCompilesToNothing() {
        Compiled compiled =
                new Scene().allow("sqlOnDemand", "connect", user("alice")).compile();
        assertThat(compiled.diagnostics()).isEmpty();
        assertThat(compiled.policy().endpoints()).doesNotContainKey(Endpoint.SQL_ON_DEMAND);
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void auditIsRefusedWhereTheMeshInjectsAToken(UpstreamCredential credential) {
        Compiled compiled = new Scene(Enforcement.AUDIT, credential).compile();
        boolean callersOwn = credential instanceof UpstreamCredential.PassThrough
                || credential instanceof UpstreamCredential.OnBehalfOf;
        assertThat(compiled.policy().enforcement()).isEqualTo(callersOwn ? Enforcement.AUDIT : Enforcement.ENFORCE);
        assertThat(codes(compiled)).isEqualTo(callersOwn ? List.of() : List.of(Code.SYN0304));
    }

    static List<UpstreamCredential> credentials() {
        var proof = new UpstreamCredential.ClientProof.WorkloadIdentity();
        return List.of(
                UpstreamCredential.PASS_THROUGH,
                new UpstreamCredential.OnBehalfOf("entra", "client", proof),
                new UpstreamCredential.ManagedIdentity(Optional.empty()),
                new UpstreamCredential.ServicePrincipal("tenant", "client", proof));
    }

    private static EndpointPolicy rules(Compiled compiled, Endpoint endpoint) {
        EndpointPolicy rules = compiled.policy().endpoints().get(endpoint);
        assertThat(rules).isNotNull();
        return java.util.Objects.requireNonNull(rules);
    }

    private static List<Code> codes(Compiled compiled) {
        return compiled.diagnostics().stream().map(Diagnostic::code).toList();
    }
}
