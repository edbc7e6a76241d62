package io.synapsemesh.identity.group;

import static io.synapsemesh.identity.group.Tokens.TENANT;
import static io.synapsemesh.identity.group.Tokens.overage;
import static io.synapsemesh.identity.group.Tokens.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.identity.group.adapter.Parts;
import io.synapsemesh.identity.group.adapter.graph.MicrosoftGraphDirectory;
import io.synapsemesh.simulator.directory.DirectoryTrouble;
import io.synapsemesh.simulator.directory.GraphCaller;
import io.synapsemesh.simulator.directory.GraphFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Look-ups over the real adapter and the Graph fake, by one clock.
class RemovalTest {
    private static final String ALICE = "aaaaaaaa-0000-0000-0000-000000000001";
    private static final String GROUP = "dddddddd-0000-0000-0000-000000000001";

    private final TestTime time = new TestTime();

    @Test
    void isEffectiveWithinFiveSecondsAfterTheDirectoryShowsItAndTheLagIsShown() {
        var ca = SimulatorCa.create(Clock.systemUTC());
        try (var graph = GraphFake.start(ca, time);
                var directory = new MicrosoftGraphDirectory(
                        Parts.settings(graph.origin(), ca, Parts.AMPLE, time),
                        Parts.fixed(graph.token(new GraphCaller(TENANT, GraphCaller.LEAST))));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var limits = new LookupLimits(LookupLimits.FRESH_MAX, Duration.ofSeconds(1), Parts.AMPLE, 1_000_000, 256);
            var lookups = new GroupLookups(
                    _ -> Optional.of(new GroupSource(ProviderType.ENTRA_ID, Optional.of(directory))),
                    limits,
                    time,
                    threads,
                    LookupListener.NONE);
            var tenant = graph.directory(TENANT);
            tenant.user(ALICE).group(GROUP, "engineers").join(ALICE, GROUP);
            assertThat(lookups.resolve(overage(ALICE), set(GROUP)).groups()).isEqualTo(new Groups.Complete(set(GROUP)));

            tenant.changesShowAfter(Duration.ofMinutes(2));
            tenant.leave(ALICE, GROUP);
            Instant shown = tenant.shownSince(ALICE, GROUP).orElseThrow();
            Instant lastGranted = Instant.MIN;
            while (time.instant().isBefore(shown.plusSeconds(10))) {
                time.pass(Duration.ofMillis(330));
                var resolved = lookups.resolve(overage(ALICE), set(GROUP));
                assertThat(resolved.groups().isComplete()).isTrue();
                assertThat(resolved.lag())
                        .hasValueSatisfying(lag -> assertThat(lag).isLessThan(LookupLimits.FRESH_MAX));
                if (resolved.groups().contains(GROUP)) {
                    lastGranted = time.instant();
                }
            }
            assertThat(lastGranted).isAfter(shown.minusSeconds(1)).isBefore(shown.plusSeconds(5));

            graph.trouble(new DirectoryTrouble.Status(503));
            time.pass(LookupLimits.FRESH_MAX);
            assertThat(lookups.resolve(overage(ALICE), set(GROUP)).groups()).isEqualTo(new Groups.Unknown());
        }
    }
}
