package io.synapsemesh.e2e.harness;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Bind;
import io.synapsemesh.demo.EnvoyAdmin;
import io.synapsemesh.demo.EnvoyFailure;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.RunningEnvoy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/// An Envoy in a container on the host's network, as the user who owns its folder. The folder is mounted at the path it
/// has outside. It is stopped by its id, and what it wrote is in every failure.
public final class EnvoyContainer implements RunningEnvoy {

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
    private static final int STOPPED_WITHIN_SECONDS = 5;
    private static final int LOG_CHARACTERS_MAX = 64 << 10;

    private final EnvoyLaunch launch;
    private final GenericContainer<?> container;
    private final EnvoyAdmin admin;

    private EnvoyContainer(EnvoyLaunch launch, GenericContainer<?> container, EnvoyAdmin admin) {
        this.launch = launch;
        this.container = container;
        this.admin = admin;
    }

    /// Starts Envoy and waits until its admin interface is bound; see [RunningEnvoy#awaitReady] for more.
    @SuppressWarnings("resource") // the container lives on in what is returned
    public static EnvoyContainer start(EnvoyImage image, EnvoyLaunch launch) {
        launch.prepare();
        var folder = launch.folder().toString();
        var user = owner(launch.folder());
        var container = new GenericContainer<>(DockerImageName.parse(image.tag()))
                .withNetworkMode("host")
                .withCreateContainerCmdModifier(create -> {
                    create.withUser(user);
                    var host = create.getHostConfig();
                    if (host == null) {
                        throw new IllegalStateException("a container without a host configuration");
                    }
                    host.withBinds(Bind.parse(folder + ":" + folder));
                })
                .withCommand(launch.commandLine().toArray(String[]::new));
        try {
            container.start();
            Awaitility.await("admin address of Envoy " + launch.name())
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(STARTED_WITHIN)
                    .until(() -> RunningEnvoy.adminAddress(launch).isPresent() || !container.isRunning());
            var address = RunningEnvoy.adminAddress(launch)
                    .orElseThrow(() ->
                            new EnvoyFailure("Envoy " + launch.name() + " ended at once:\n" + container.getLogs()));
            return new EnvoyContainer(launch, container, new EnvoyAdmin(address));
        } catch (ConditionTimeoutException e) {
            var log = container.getLogs();
            container.stop();
            throw new EnvoyFailure(
                    "Envoy " + launch.name() + " did not start within " + STARTED_WITHIN + ":\n" + log, e);
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    @Override
    public EnvoyLaunch launch() {
        return launch;
    }

    @Override
    public EnvoyAdmin admin() {
        return admin;
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }

    @Override
    public String log() {
        var log = container.getLogs();
        return log.substring(Math.max(0, log.length() - LOG_CHARACTERS_MAX));
    }

    /// Asks Envoy to end, so that it writes out its logs, before the container is removed.
    @Override
    public void close() {
        if (container.isRunning()) {
            try {
                container
                        .getDockerClient()
                        .stopContainerCmd(container.getContainerId())
                        .withTimeout(STOPPED_WITHIN_SECONDS)
                        .exec();
            } catch (DockerException e) {
                throw new EnvoyFailure("cannot stop the container of Envoy " + launch.name(), e);
            } finally {
                container.stop();
            }
        }
    }

    private static String owner(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who owns " + folder, e);
        }
    }
}
