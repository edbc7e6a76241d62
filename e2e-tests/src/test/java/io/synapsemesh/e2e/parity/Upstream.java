package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.tds.SynapseSqlFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Synapse behind the gateway: says 200 to everything on `dev`, so that a refusal is always the gateway's, and PRELOGIN
/// on the SQL endpoints, each of which counts its connections.
final class Upstream implements AutoCloseable {
    private final FakeHttps dev;
    private final Map<World, Map<Endpoint, SynapseSqlFake>> sql = new HashMap<>();

    Upstream(SimulatorCa ca, List<World> worlds) {
        var credentials = worlds.stream()
                .map(world -> ca.issue(List.of(world.host(Endpoint.DEV))))
                .toList();
        this.dev = FakeHttps.start(
                SimulatorCa.serverContext(credentials),
                new RequestLog(),
                call -> Reply.text(200, "text/plain", "done").with(Answer.UPSTREAM_HEADER, call.host()));
        worlds.forEach(world -> sql.put(
                world,
                Map.of(Endpoint.SQL, SynapseSqlFake.start(), Endpoint.SQL_ON_DEMAND, SynapseSqlFake.start())));
    }

    int devPort() {
        return dev.port();
    }

    SynapseSqlFake sql(World world, Endpoint endpoint) {
        var fake = sql.getOrDefault(world, Map.of()).get(endpoint);
        if (fake == null) {
            throw new IllegalArgumentException(world + " has no fake of " + endpoint);
        }
        return fake;
    }

    @Override
    public void close() {
        sql.values().forEach(endpoints -> endpoints.values().forEach(SynapseSqlFake::close));
        dev.close();
    }
}
