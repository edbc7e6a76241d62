package io.synapsemesh.controlplane.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceTest {
    private static final Duration SOON = DirectorySource.POLL.minusSeconds(1);

    @TempDir
    private Path directory;

    private final List<SourceUpdate> updates = new CopyOnWriteArrayList<>();

    @Test
    void givesEverythingBeforeItReturnsAndThenWhatChanges() throws IOException {
        Path config = Files.createDirectory(directory.resolve("config"));
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.writeString(config.resolve("a.yaml"), policy("one"));
        try (var source = DirectorySource.start(config, kept, Removals.HOLD, updates::add, Clock.systemUTC())) {
            assertThat(updates).hasSize(1);
            Files.writeString(config.resolve("b.yaml"), policy("two"));
            await().atMost(SOON).until(() -> updates.size() == 2);
            assertThat(updates.get(1).upserts()).hasSize(1);

            Files.createDirectory(config.resolve("sub"));
            Files.writeString(config.resolve("sub/c.yaml"), policy("three"));
            await().atMost(SOON)
                    .until(() -> updates.getLast().upserts().stream()
                            .anyMatch(d -> d.ref().name().equals("three")));

            Files.delete(config.resolve("b.yaml"));
            await().atMost(SOON).until(() -> !updates.getLast().removed().isEmpty());
        }
    }

    @Test
    void givesAnUpdateAgainWhenItsConsumerFailed() throws IOException {
        Path config = Files.createDirectory(directory.resolve("config"));
        Path kept = Files.createDirectory(directory.resolve("kept"));
        var failures = new AtomicInteger(1);
        try (var source = DirectorySource.start(
                config,
                kept,
                Removals.HOLD,
                update -> {
                    if (!update.upserts().isEmpty() && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("once");
                    }
                    updates.add(update);
                },
                Clock.systemUTC())) {
            Files.writeString(config.resolve("a.yaml"), policy("one"));
            await().atMost(SOON).until(() -> !updates.getLast().upserts().isEmpty());
        }
    }

    private static String policy(String name) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: %s, namespace: team}
                spec:
                  action: Allow
                  workspaces: {names: [contoso]}
                  endpoints: [sql]
                  operations: [connect]
                  subjects: [{workload: {namespace: bi, serviceAccount: dashboards}}]
                """.formatted(name);
    }
}
