package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.simulator.tds.TdsPreloginClient;
import java.net.InetAddress;
import java.net.Socket;
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
    void refusesNamesThatAzureWouldNotTake() {
        assertThatThrownBy(() -> Simulator.start(List.of("Contoso_1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Contoso_1");
    }
}
