package io.synapsemesh.benchmarks.stepca;

import io.synapsemesh.benchmarks.process.ProcessFigures;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.stepca.StepCaConfig;
import io.synapsemesh.certs.issuer.stepca.StepCaIssuer;
import io.synapsemesh.core.identity.SpiffeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A real step-ca on loopback, set up as `step ca init` does (its database on disk, which is what makes its tokens
/// good for one time), and 32 callers that keep their connections. Each certificate is asked for with a token of its
/// JWK provisioner, as [StepCaIssuer] does it.
///
/// ```java
/// try (var reference = StepCaSystem.start()) {
///     reference.cpuMicrosPerCertificate(2000); // once to warm up, then in turns with ours
/// }
/// ```
public final class StepCaSystem implements AutoCloseable {
    private static final int CALLERS = 32;
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final LeafRequest LEAF = LeafRequest.of(
            new LeafName.Svid(SpiffeId.parse("spiffe://corp.example/ns/mesh/sa/gateway")),
            List.of(),
            Duration.ofHours(24));

    private final SecureRandom random = new SecureRandom();
    private final Path folder;
    private final Process process;
    private final StepCaIssuer issuer;

    private StepCaSystem(Path folder, int port) throws IOException {
        this.folder = folder;
        var keys = StepCaFiles.write(folder, port, random);
        process = new ProcessBuilder(
                        binary().toString(), folder.resolve("ca.json").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("step-ca.log").toFile())
                .start();
        var endpoint = new IssuerHttp.Endpoint(
                URI.create("https://localhost:" + port), new ServerTrust.Pinned(keys.root()), CALL);
        var clock = Clock.systemUTC();
        issuer = new StepCaIssuer(
                new StepCaConfig(
                        endpoint, StepCaFiles.PROVISIONER, keys.provisionerKey(), new AnchorsFile(keys.root(), clock)),
                clock,
                random);
    }

    public static StepCaSystem start() throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var system = new StepCaSystem(Files.createTempDirectory("synapsemesh-step"), port);
        try {
            system.awaitFirst();
            return system;
        } catch (RuntimeException e) {
            system.close();
            throw e;
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Microseconds of CPU of step-ca's process, user and system, for each of `count` certificates asked for by 32
    /// callers at once; handshakes are over before.
    public double cpuMicrosPerCertificate(int count) throws InterruptedException {
        double before = ProcessFigures.cpuMillis(pid());
        issue(count);
        return (ProcessFigures.cpuMillis(pid()) - before) * 1000 / count;
    }

    private void issue(int count) throws InterruptedException {
        var requests = new ArrayList<Callable<Integer>>();
        for (int caller = 0; caller < CALLERS; caller++) {
            requests.add(() -> {
                var key = LeafKey.generate(random, LEAF);
                for (int i = 0; i < count / CALLERS; i++) {
                    issuer.issue(LEAF, key.csr());
                }
                return count / CALLERS;
            });
        }
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            for (var done : threads.invokeAll(requests)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("step-ca did not sign", e.getCause());
        }
    }

    /// step-ca listens a moment after its start; a first certificate says that it does.
    private void awaitFirst() throws InterruptedException {
        var until = Instant.now().plus(START);
        while (true) {
            try {
                issuer.issue(LEAF, LeafKey.generate(random, LEAF).csr());
                return;
            } catch (RuntimeException e) {
                if (!process.isAlive() || Instant.now().isAfter(until)) {
                    throw new IllegalStateException("step-ca did not start: see " + folder.resolve("step-ca.log"), e);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private static Path binary() {
        var path = Path.of(System.getProperty("synapsemesh.root", "."), ".tools", "bin", "step-ca");
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(
                    "SYN1202: " + path + " is missing. Fix: run tools/go-tools step-ca in the checkout");
        }
        return path.toAbsolutePath();
    }

    @Override
    public void close() throws IOException {
        issuer.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
