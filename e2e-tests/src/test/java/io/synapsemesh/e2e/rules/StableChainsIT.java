package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// rules.md C, "Chains are stable" and "A tightening ends what it forbids".
final class StableChainsIT {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(15);
    private static final String PIPELINES = "/pipelines?api-version=2020-12-01";
    private static final String SESSIONS = "/livyApi/versions/2019-11-01-preview/sparkPools/pool/sessions";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static People people;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(StableChainsIT.class, MeshUnderTest.Runner.PROCESS, "contoso", "fabrikam");
        people = new People(mesh.simulator());
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void anEditedBindingTouchesNoListenerAndDropsNoConnection() throws IOException {
        Request sessions = Request.post(SESSIONS).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS));
        try (var open = new OpenConnections()) {
            assertThat(open.dev.send(sessions).status()).isEqualTo(403);
            var before = mesh.edit(Documents.BINDINGS).append("""
                    apiVersion: synapsemesh.io/v1alpha1
                    kind: SynapseRoleBinding
                    metadata: {name: analysts-compute, namespace: analytics}
                    spec:
                      workspaces: {names: [contoso]}
                      role: Synapse Compute Operator
                      subjects:
                      - group: {provider: entra, id: %s}
                    """.formatted(Documents.ANALYSTS));
            await().atMost(EFFECT_WITHIN).until(() -> open.dev.send(sessions).status() == 200);
            mesh.edit(Documents.BINDINGS).write(before);
            await().atMost(EFFECT_WITHIN).until(() -> open.dev.send(sessions).status() == 403);
            open.areAsBefore();
        }
    }

    @Test
    void anEditedPolicyTouchesNoListenerAndDropsNoConnection() throws IOException {
        String denyAnalysts = """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: no-analysts, namespace: analytics}
                spec:
                  action: Deny
                  workspaces: {names: [contoso]}
                  endpoints: [dev]
                  operations: [Microsoft.Synapse/workspaces/artifacts/read]
                  subjects:
                  - group: {provider: entra, id: %s}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: more-sql, namespace: analytics}
                spec:
                  action: Allow
                  workspaces: {names: [contoso]}
                  endpoints: [sql]
                  operations: [connect]
                  subjects:
                  - workload: {namespace: etl, serviceAccount: weekly}
                """.formatted(Documents.ANALYSTS);
        Request pipelines = Request.get(PIPELINES).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS));
        try (var open = new OpenConnections()) {
            assertThat(open.dev.send(pipelines).status()).isEqualTo(200);
            mesh.edit(Documents.CONNECT).append(denyAnalysts);
            await().atMost(EFFECT_WITHIN).until(() -> open.dev.send(pipelines).status() == 403);
            open.areAsBefore();
            // The grant stays: taking it back would be a tightening.
            mesh.edit(Documents.CONNECT).apply(text -> text.replace("action: Deny", "action: Deny\n  mode: Audit"));
            await().atMost(EFFECT_WITHIN).until(() -> open.dev.send(pipelines).status() == 200);
            open.areAsBefore();
        }
    }

    @Test
    void aNewSigningKeyTouchesNoListenerAndDropsNoConnection() throws IOException {
        try (var open = new OpenConnections()) {
            mesh.simulator().tenant().issuer().rotate();
            Request pipelines =
                    Request.get(PIPELINES).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS));
            assertThat(open.dev.send(pipelines).status()).isEqualTo(401);
            // Keys are looked for once an hour; whoever cannot wait writes them down.
            String jwks = mesh.simulator().tenant().issuer().jwks();
            mesh.edit(Documents.PROVIDER)
                    .apply(text -> text.replaceFirst(
                            "jwks: .*", java.util.regex.Matcher.quoteReplacement("jwks: {inline: '" + jwks + "'}")));
            await().atMost(EFFECT_WITHIN).until(() -> open.dev.send(pipelines).status() == 200);
            open.areAsBefore();
        }
    }

    @Test
    void anIdentityThatLosesAnEndpointIsCutOffThereAndNowhereElse() throws IOException {
        long before = updatedInPlace();
        int port = mesh.dashboards().sql("contoso");
        try (var forbidden = SqlClient.connect(port);
                var sameIdentityElsewhere = SqlClient.connect(mesh.dashboards().sql("fabrikam"));
                var otherIdentityElsewhere = SqlClient.connect(mesh.nightly().sql("fabrikam"));
                var dev = new OpenConnections()) {
            assertThat(forbidden.isOpen()).isTrue();
            var policies = mesh.edit(Documents.CONNECT).append("""
                    apiVersion: synapsemesh.io/v1alpha1
                    kind: SynapseAccessPolicy
                    metadata: {name: no-dashboards, namespace: analytics}
                    spec:
                      action: Deny
                      workspaces: {names: [contoso]}
                      endpoints: [sql]
                      operations: [connect]
                      subjects:
                      %s
                    """.formatted(Documents.DASHBOARDS.strip()));
            await().atMost(EFFECT_WITHIN).until(() -> !forbidden.isOpen());
            assertThat(SqlClient.isAllowed(port)).isFalse();
            assertThat(SqlClient.isAllowed(mesh.nightly().sql("contoso")))
                    .as("another identity comes back at once")
                    .isTrue();
            assertThat(sameIdentityElsewhere.isOpen()).isTrue();
            assertThat(otherIdentityElsewhere.isOpen()).isTrue();
            assertThat(dev.dev
                            .send(Request.get(PIPELINES)
                                    .with(people.synapse())
                                    .with(people.meshToken(Documents.ANALYSTS)))
                            .status())
                    .isIn(200, 401);
            assertThat(updatedInPlace())
                    .as("one chain drained alone, not the listener")
                    .isEqualTo(before + 1);

            mesh.edit(Documents.CONNECT).write(policies);
            await().atMost(EFFECT_WITHIN).until(() -> SqlClient.isAllowed(port));
        }
    }

    private static long updatedInPlace() {
        return mesh.gateway().admin().stat("listener_manager.listener_in_place_updated");
    }

    private static Map<String, Long> listenerStats() {
        return mesh.gateway()
                .admin()
                .stats(
                        "^listener_manager\\.(listener_(added|modified|removed|create_success|in_place_updated)|total_listeners_.*)$");
    }

    /// Connections of every kind through both workspaces, and what the gateway counted when they were opened.
    private static final class OpenConnections implements AutoCloseable {
        final DevClient dev;
        private final List<SqlClient> sql;
        private final Map<String, Long> stats;
        private final long dialled;

        OpenConnections() throws IOException {
            dev = DevClient.connect(
                    Certificates.trusting(mesh.clientCa()),
                    mesh.dashboards().dev("contoso"),
                    "contoso.dev.azuresynapse.net");
            sql = List.of(
                    SqlClient.connect(mesh.dashboards().sqlOnDemand("contoso")),
                    SqlClient.connect(mesh.nightly().sqlOnDemand("contoso")),
                    SqlClient.connect(mesh.nightly().sql("fabrikam")));
            stats = listenerStats();
            dialled = dials();
        }

        void areAsBefore() {
            assertThat(listenerStats()).isEqualTo(stats);
            assertThat(sql).allMatch(SqlClient::isOpen);
            assertThat(dials()).as("nobody had to connect again").isEqualTo(dialled);
        }

        private static long dials() {
            return mesh.simulator().workspaces().stream()
                    .mapToLong(w -> w.sql().connections() + w.sqlOnDemand().connections())
                    .sum();
        }

        @Override
        public void close() throws IOException {
            dev.close();
            for (var client : sql) {
                client.close();
            }
        }
    }
}
