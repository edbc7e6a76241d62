package io.synapsemesh.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The whole script: what the mesh allows and refuses, what an edit does, what a rotation does not do.
final class Script {
    private static final int PROXIES = 3;
    private static final Duration SYNCED_WITHIN = Duration.ofSeconds(10);

    private Script() {}

    static void run(DemoMesh mesh, Report report) throws IOException {
        var tenant = mesh.simulator().tenant();
        People people = People.of(tenant);
        String trust = Files.readString(mesh.folder().clientCa());
        String synapse = People.synapseToken(tenant);
        Places places = mesh.places();
        try (var nightly = new DevClient(places.nightly(), trust, synapse);
                var dashboards = new DevClient(places.dashboards(), trust, synapse);
                var admin = new AdminClient(mesh.controlPlane().adminPort(), mesh.folder().data())) {
            var dev = new DevSteps(mesh.simulator(), report);
            var sql = new SqlSteps(mesh.simulator(), report);
            dev.run(nightly, dashboards, people);
            sql.run(places);
            new ChangeSteps(mesh.folder().config(), report, dev, sql).run(dashboards, people, places.dashboards());
            new RotationSteps(mesh, admin, report).run(dashboards, people);
            report.row("every proxy took everything", "proxies", "0 failed", () -> synced(admin));
        }
    }

    private static Outcome synced(AdminClient admin) throws Exception {
        var unwell = new AtomicReference<List<String>>(List.of());
        boolean well = Poll.until(SYNCED_WITHIN, () -> {
            unwell.set(admin.notSynced(PROXIES));
            return unwell.get().isEmpty();
        });
        return new Outcome(
                unwell.get().size() + " failed",
                well ? PROXIES + " connected, every type Synced" : String.join("; ", unwell.get()));
    }
}
