package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.simulator.tds.TdsPreloginClient;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulatorTest {
    private static final String ALICE = "22222222-2222-2222-2222-222222222222";

    @Test
    void servesTwoWorkspacesApartByHost() throws Exception {
        try (var simulator = Simulator.start(List.of("contoso", "fabrikam"));
                var browser = new Browser(simulator)) {
            String token = simulator.synapseToken(ALICE);
            assertThat(browser.get("contoso", "/workspace", token).body()).contains("contoso.dev.azuresynapse.net");
            assertThat(browser.get("fabrikam", "/workspace", token).body()).contains("fabrikam.dev.azuresynapse.net");
            assertThat(simulator.devRequests().requests("fabrikam.dev.azuresynapse.net"))
                    .singleElement()
                    .satisfies(request -> assertThat(request.path()).isEqualTo("/workspace"));
        }
    }

    @Test
    void recordsWhetherTheMeshTokenReachedSynapse() throws Exception {
        try (var simulator = Simulator.start(List.of("contoso"));
                var browser = new Browser(simulator)) {
            browser.send(browser.dev("contoso", "/workspace").header("X-SynapseMesh-Token", "leaked"));
            var received = simulator.devRequests().requests().getFirst();
            assertThat(received.header("x-synapsemesh-token")).isEqualTo(Optional.of("leaked"));
            assertThat(received.toString()).doesNotContain("leaked").contains("[redacted]");
        }
    }

    @Test
    void countsSqlConnectionsOfEachEndpointApart() throws Exception {
        try (var simulator = Simulator.start(List.of("contoso"))) {
            var workspace = simulator.workspace("contoso");
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), workspace.sql().port())) {
                new TdsPreloginClient(socket).prelogin();
            }
            assertThat(workspace.sql().connections()).isEqualTo(1);
            assertThat(workspace.sqlOnDemand().connections()).isZero();
        }
    }

    @Test
    void graphTellsTheGroupsOfItsTenantToItsApplications() throws Exception {
        String group = "33333333-3333-3333-3333-333333333333";
        try (var simulator = Simulator.start(List.of("contoso"));
                var browser = new Browser(simulator)) {
            var graph = simulator.graph();
            graph.directory(Simulator.TENANT_ID)
                    .user(ALICE)
                    .group(group, "engineers")
                    .join(ALICE, group);
            var tenant = simulator.tenant();
            String token = tenant.mint(tenant.app(group, group, "https://graph.microsoft.com")
                    .claim("roles", List.of("Directory.Read.All")));
            var request =
                    HttpRequest.newBuilder(graph.origin().resolve("/v1.0/users/" + ALICE + "/transitiveMemberOf"));
            assertThat(browser.send(request.header("Authorization", "Bearer " + token))
                            .body())
                    .contains(group);
        }
    }

    @Test
    void refusesNamesThatAzureWouldNotTake() {
        assertThatThrownBy(() -> Simulator.start(List.of("Contoso_1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Contoso_1");
    }
}
