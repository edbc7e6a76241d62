package io.synapsemesh.certs.issuer.spire;

import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.workloadapi.DefaultWorkloadApiClient;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.TestClock;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SPIFFE community's own client against our fake agent: what the fake serves is the Workload API, and not only our
/// reading of it.
final class JavaSpiffeReadsTheFakeTest {
    @TempDir
    Path directory;

    @Test
    void theCommunitysClientTakesTheFakesLeavesAndBundle() throws Exception {
        var clock = new TestClock();
        clock.set(Instant.now());
        Path socket = directory.resolve("agent.sock");
        var options = DefaultWorkloadApiClient.ClientOptions.builder()
                .spiffeSocketPath("unix:" + socket)
                .build();
        try (var agent = new WorkloadApiFake(socket, clock);
                var client = DefaultWorkloadApiClient.newClient(options)) {
            var context = client.fetchX509Context();
            assertThat(context.getX509Svids())
                    .extracting(svid -> svid.getSpiffeId().toString())
                    .containsExactly(Fixture.SIDECAR.text(), Fixture.WORKSPACE.text());
            assertThat(context.getDefaultSvid().getChain()).hasSize(2);
            assertThat(context.getX509BundleSet().getBundles().values())
                    .singleElement()
                    .satisfies(bundle -> assertThat(bundle.getX509Authorities()).hasSize(1));
            assertThat(agent.calls()).isEqualTo(1);
        }
    }
}
