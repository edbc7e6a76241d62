package io.synapsemesh.demo;

import io.synapsemesh.demo.DevClient.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// The script's part on certificates: the leaf of a workspace is replaced while requests and new connections come in.
final class RotationSteps {
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(10);
    private static final Duration BEFORE_AND_AFTER = Duration.ofMillis(700);
    private static final Duration FLOW_MAX = Duration.ofSeconds(30);
    private static final int CLIENTS = 4;
    private static final int SENT_MIN = 50;

    private final DemoMesh mesh;
    private final AdminClient admin;
    private final Report report;

    RotationSteps(DemoMesh mesh, AdminClient admin, Report report) {
        this.mesh = mesh;
        this.admin = admin;
        this.report = report;
    }

    void run(DevClient client, People people) {
        var request = new Request("GET", "contoso", DevSteps.PIPELINES, Optional.of(people.bob()));
        var traffic = new Traffic(client, request, mesh.places().dashboards());
        String identity = mesh.controlPlane().published().workspaces().values().stream()
                .filter(workspace -> workspace.ref().name().equals("contoso"))
                .map(workspace -> workspace.identity().uri())
                .findFirst()
                .orElseThrow();
        traffic.start();
        report.row("leaf rotated under traffic", "certs rotate …/contoso", "rotated", () -> rotate(identity, traffic));
        traffic.stop();
        report.row(
                "requests meanwhile",
                CLIENTS + " clients on contoso.dev and contoso.sql",
                "0 failed",
                () -> traffic.outcome());
    }

    private Outcome rotate(String identity, Traffic traffic) throws Exception {
        traffic.flow(BEFORE_AND_AFTER);
        BigInteger before = served();
        admin.rotate(identity);
        boolean replaced = Poll.until(SERVED_WITHIN, () -> !served().equals(before));
        BigInteger after = served();
        boolean known = new BigInteger(admin.serial(identity), 16).equals(after);
        traffic.flow(BEFORE_AND_AFTER);
        String answer = "serial " + shown(before) + " → " + shown(after);
        return new Outcome(
                replaced && known ? "rotated" : replaced ? "another serial than certs says" : "not rotated", answer);
    }

    private BigInteger served() throws IOException {
        return ServedLeaf.look(mesh.places().gatewayPort(), HOST).getSerialNumber();
    }

    private static String shown(BigInteger serial) {
        String hex = serial.toString(16);
        return hex.substring(0, Math.min(8, hex.length())) + "…";
    }

    /// Requests on kept connections, and SQL connections that are new each time: each of those is a handshake.
    private static final class Traffic {
        private final DevClient client;
        private final Request request;
        private final Sidecar sidecar;
        private final LongAdder sent = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final AtomicReference<String> firstFailure = new AtomicReference<>("");
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final java.util.concurrent.ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Traffic(DevClient client, Request request, Sidecar sidecar) {
            this.client = client;
            this.request = request;
            this.sidecar = sidecar;
        }

        void start() {
            for (int i = 0; i < CLIENTS; i++) {
                boolean http = i % 2 == 0;
                threads.execute(() -> {
                    while (!stopped.get()) {
                        once(http);
                    }
                });
            }
        }

        private void once(boolean http) {
            sent.increment();
            try {
                if (http) {
                    var answer = client.send(request);
                    if (answer.status() != 200) {
                        throw new IOException("status " + answer.status() + " " + answer.body());
                    }
                } else {
                    try (var sql = SqlClient.connect(sidecar, "contoso")) {
                        sql.greet();
                    }
                }
            } catch (IOException e) {
                failed.increment();
                firstFailure.compareAndSet("", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped.set(true);
            }
        }

        /// Lets it go on for a while, on a slow machine for longer.
        void flow(Duration time) throws Exception {
            long from = sent.sum();
            long until = System.nanoTime() + time.toNanos();
            Poll.until(FLOW_MAX, () -> sent.sum() - from >= SENT_MIN && System.nanoTime() - until > 0);
        }

        void stop() {
            stopped.set(true);
            threads.close();
        }

        /// Too little traffic proves nothing.
        Outcome outcome() {
            String text = sent.sum() + " sent " + firstFailure.get();
            return new Outcome(sent.sum() < SENT_MIN ? "only " + sent.sum() + " sent" : failed.sum() + " failed", text);
        }
    }
}
