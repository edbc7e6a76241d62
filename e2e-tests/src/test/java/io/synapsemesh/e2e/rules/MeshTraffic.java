package io.synapsemesh.e2e.rules;

import static org.awaitility.Awaitility.await;

import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What applications do all day, through sidecars: requests over connections that are kept for a while, and SQL over
/// connections that are new each time, so that every handshake meets whatever leaf and roots there are.
final class MeshTraffic implements AutoCloseable {
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final int REQUESTS = 10;

    private final MeshUnderTest mesh;
    private final People people;
    private final LongAdder requests = new LongAdder();
    private final Traffic traffic;

    MeshTraffic(MeshUnderTest mesh, Sidecar... sidecars) {
        this.mesh = mesh;
        this.people = new People(mesh.simulator());
        // The keys of a provider are fetched after the start; what was never let through cannot be cut off.
        await().atMost(Duration.ofMinutes(2)).until(() -> isAllowed(sidecars[0]));
        var asks = new ArrayList<Traffic.Ask>();
        for (Sidecar sidecar : List.of(sidecars)) {
            asks.add(() -> dev(sidecar));
            asks.add(() -> sql(sidecar));
        }
        this.traffic = new Traffic(asks);
    }

    /// Returns when so many more requests were answered or failed.
    void flow(long more) {
        long from = requests.sum();
        await().atMost(Duration.ofMinutes(5)).until(() -> requests.sum() - from >= more);
    }

    /// Requests, and connections of SQL.
    long requests() {
        return requests.sum();
    }

    List<String> failures() {
        return traffic.failures();
    }

    @Override
    public void close() {
        traffic.close();
    }

    private boolean isAllowed(Sidecar sidecar) {
        try {
            dev(sidecar);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void dev(Sidecar sidecar) throws IOException {
        try (var client = DevClient.connect(Certificates.trusting(mesh.clientCa()), sidecar.dev("contoso"), HOST)) {
            for (int i = 0; i < REQUESTS; i++) {
                requests.increment();
                var answer = client.send(Request.get("/pipelines?api-version=2020-12-01")
                        .with(people.synapse())
                        .with(people.meshToken(Documents.ANALYSTS)));
                if (answer.status() != 200) {
                    throw new IOException("status " + answer.status() + " " + answer.body());
                }
            }
        }
    }

    private void sql(Sidecar sidecar) throws IOException {
        requests.increment();
        try (var client = SqlClient.connect(sidecar.sql("contoso"))) {
            if (!client.isOpen()) {
                throw new IOException("closed after PRELOGIN");
            }
        }
    }
}
