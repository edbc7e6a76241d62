package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The whole script: what the mesh allows and refuses, what an edit does, what a rotation does not do.
final class Script {
    private static final int PROXIES = 3;
    private static final Duration KEYS_WITHIN = Duration.ofSeconds(150);
    private static final Duration SYNCED_WITHIN = Duration.ofSeconds(10);

    private Script() {}

    static void run(DemoMesh mesh, Report report) throws Exception {
        var tenant = mesh.simulator().tenant();
        People people = People.of(tenant);
        String trust = Files.readString(mesh.folder().clientCa());
        String synapse = People.synapseToken(tenant);
        Places places = mesh.places();
        try (var nightly = new DevClient(places.nightly(), trust, synapse);
                var dashboards = new DevClient(places.dashboards(), trust, synapse);
                var admin = new AdminClient(
                        mesh.controlPlane().adminPort(), mesh.folder().data())) {
            awaitKeys(dashboards, people);
            var dev = new DevSteps(mesh.simulator(), report);
            var sql = new SqlSteps(mesh.simulator(), report);
            dev.run(nightly, dashboards, people);
            sql.run(places);
            new ChangeSteps(mesh.folder().config(), report, dev, sql).run(dashboards, people, places.dashboards());
            new RotationSteps(mesh, admin, report).run(dashboards, people);
            report.row("every proxy took everything", "proxies", "0 failed", () -> synced(admin));
        }
    }

    /// The control plane fetches the tenant's keys while Envoys start; a token that cannot be verified is refused.
    private static void awaitKeys(DevClient client, People people) throws Exception {
        var request = new DevClient.Request("GET", "contoso", DevSteps.PIPELINES, Optional.of(people.bob()));
        if (!Poll.until(KEYS_WITHIN, () -> client.send(request).status() == 200)) {
            throw new DemoProblem(
                    Code.SYN0901,
                    "no token of the simulated tenant is believed after " + KEYS_WITHIN.toSeconds() + " s",
                    "Look for SYN0901 in control-plane.log of the folder above.");
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
