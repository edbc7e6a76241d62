package io.synapsemesh.certs.issuer.spire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.KeptAnchors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the agent sends by itself.
final class SpireChangesTest {
    @TempDir
    private Path directory;

    private WorkloadApiFake agent;
    private SpireIssuer issuer;

    @BeforeEach
    void open() {
        Path socket = directory.resolve("agent.sock");
        agent = new WorkloadApiFake(socket, Clock.systemUTC());
        issuer = new SpireIssuer(
                new SpireIssuer.Config(socket, Fixture.DOMAIN, Duration.ofSeconds(30)),
                new KeptAnchors(new MemoryStore(), "spire"),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        issuer.close();
        agent.close();
    }

    @Test
    void anotherLeafIsToldOfAndSeen() {
        var told = new AtomicInteger();
        issuer.whenChanged(told::incrementAndGet);
        var held = issuer.give(Fixture.workspaceRequest()).chain().leaf();
        assertThat(issuer.hasOther(Fixture.workspaceRequest(), held)).isFalse();
        int before = told.get();
        agent.renew();
        await().until(() -> told.get() > before);
        assertThat(issuer.hasOther(Fixture.workspaceRequest(), held)).isTrue();
        var newer = issuer.give(Fixture.workspaceRequest()).chain().leaf();
        assertThat(issuer.hasOther(Fixture.workspaceRequest(), newer)).isFalse();
    }

    @Test
    void anAgentThatStoppedIsSaid() {
        var held = issuer.give(Fixture.workspaceRequest()).chain().leaf();
        agent.become(Fault.AWAY);
        await().until(issuer::hasEnded);
        assertThatThrownBy(() -> issuer.hasOther(Fixture.workspaceRequest(), held))
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("away");
    }

    /// Asked on the thread that publishes configuration.
    @Test
    void rootsThatWereNeverKnownAreNotWaitedFor() throws Exception {
        agent.become(Fault.STALLED);
        CompletableFuture.runAsync(() -> assertThatThrownBy(issuer::anchors).isInstanceOf(IssuanceFailed.class))
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void rootsThatWereNeverKnownAreFetchedBehindTheCaller() {
        await().ignoreExceptionsInstanceOf(IssuanceFailed.class)
                .until(() -> !issuer.anchors().certificates().isEmpty());
    }
}
