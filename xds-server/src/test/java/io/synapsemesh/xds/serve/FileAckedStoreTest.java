package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.listener;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FileAckedStoreTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatWasAckedIsThereAfterARestart() throws Exception {
        Resource name = cluster("a name/with everything: ü", 1);
        try (var store = new FileAckedStore(directory)) {
            store.acked(GATEWAY, name);
            store.acked(SIDECAR, name);
            store.acked(GATEWAY, listener("l", 1));
            store.acked(GATEWAY, listener("l", 2));
        }
        try (var store = new FileAckedStore(directory)) {
            assertThat(store.lastAcked(GATEWAY, TypeUrl.CLUSTER, name.name())).isEqualTo(name);
            assertThat(store.lastAcked(SIDECAR, TypeUrl.CLUSTER, name.name())).isEqualTo(name);
            assertThat(store.lastAcked(GATEWAY, TypeUrl.LISTENER, "l")).isEqualTo(listener("l", 2));
            assertThat(store.lastAcked(SIDECAR, TypeUrl.LISTENER, "l")).isNull();
        }
        assertThat(files()).noneMatch(file -> file.toString().endsWith(".new")).hasSize(4);
    }

    @Test
    void aSecretIsNeverWritten() throws Exception {
        try (var store = new FileAckedStore(directory)) {
            store.acked(GATEWAY, secret("workspace", "chain", "THE-KEY"));
            store.acked(GATEWAY, cluster("a", 1));
            store.flush();
            assertThat(store.lastAcked(GATEWAY, TypeUrl.SECRET, "workspace")).isNotNull();
            for (Path file : files()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("THE-KEY", "Secret");
            }
        }
    }

    @Test
    void whatIsForgottenLeavesTheDisk() throws Exception {
        try (var store = new FileAckedStore(directory)) {
            store.acked(GATEWAY, cluster("a", 1));
            store.acked(GATEWAY, cluster("b", 1));
            store.flush();
            store.forget(GATEWAY, TypeUrl.CLUSTER, "a");
            store.flush();
            assertThat(files()).hasSize(2);
            store.retain(Snapshot.empty());
            store.flush();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aDamagedContentIsLeftOutAndTheRestIsRead() throws Exception {
        try (var store = new FileAckedStore(directory)) {
            store.acked(GATEWAY, cluster("a", 1));
            store.acked(GATEWAY, cluster("b", 1));
        }
        Files.write(directory.resolve("content").resolve(cluster("a", 1).versionText()), new byte[] {1, 2, 3});
        Files.writeString(directory.resolve("views").resolve("junk"), "not a list");
        try (var store = new FileAckedStore(directory)) {
            assertThat(store.lastAcked(GATEWAY, TypeUrl.CLUSTER, "a")).isNull();
            assertThat(store.lastAcked(GATEWAY, TypeUrl.CLUSTER, "b")).isNotNull();
        }
    }

    @Test
    void contentThatIsNotWhatItsNameSaysIsLeftOut() throws Exception {
        try (var store = new FileAckedStore(directory)) {
            store.acked(GATEWAY, cluster("a", 1));
        }
        Files.write(
                directory.resolve("content").resolve(cluster("a", 1).versionText()),
                cluster("a", 2).body().toByteArray());
        try (var store = new FileAckedStore(directory)) {
            assertThat(store.lastAcked(GATEWAY, TypeUrl.CLUSTER, "a")).isNull();
        }
    }

    /// Both restart: the control plane and the proxy. The bad content is tried once more, and the good one is
    /// there.
    @ParameterizedTest
    @EnumSource
    void lastAckedContentIsServedAfterARestartOfBoth(Transport transport) throws Exception {
        try (var store = new FileAckedStore(directory);
                var mesh = new Mesh(Limits.standard(), store)) {
            mesh.publish(listener("l", 1));
            try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
                client.nextAcked(TypeUrl.LISTENER);
                client.hearsNothing();
            }
        }
        try (var store = new FileAckedStore(directory);
                var mesh = new Mesh(Limits.standard(), store)) {
            mesh.publish(listener("l", 2));
            try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
                client.nack(client.next(TypeUrl.LISTENER), "l: bad");
                assertThat(client.nextAcked(TypeUrl.LISTENER).resources())
                        .containsEntry("l", listener("l", 1).versionText());
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }
}
