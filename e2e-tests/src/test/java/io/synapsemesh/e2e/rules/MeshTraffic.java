package io.synapsemesh.e2e.rules;

import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What applications do all day, through sidecars: requests over connections that are kept for a while, and SQL over
/// connections that are new each time, so that every handshake meets whatever leaf and roots there are.
final class MeshTraffic {
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final int REQUESTS = 10;

    private MeshTraffic() {}

    static Traffic of(MeshUnderTest mesh, Sidecar... sidecars) {
        var people = new People(mesh.simulator());
        var asks = new ArrayList<Traffic.Ask>();
        for (Sidecar sidecar : List.of(sidecars)) {
            asks.add(() -> dev(mesh, people, sidecar));
            asks.add(() -> sql(sidecar));
        }
        return new Traffic(asks);
    }

    private static void dev(MeshUnderTest mesh, People people, Sidecar sidecar) throws IOException {
        try (var client =
                DevClient.connect(Certificates.trusting(mesh.clientCa()), sidecar.dev("contoso"), HOST)) {
            for (int i = 0; i < REQUESTS; i++) {
                var answer = client.send(Request.get("/pipelines?api-version=2020-12-01")
                        .with(people.synapse())
                        .with(people.meshToken(Documents.ANALYSTS)));
                if (answer.status() != 200) {
                    throw new IOException("status " + answer.status() + " " + answer.body());
                }
            }
        }
    }

    private static void sql(Sidecar sidecar) throws IOException {
        try (var client = SqlClient.connect(sidecar.sql("contoso"))) {
            if (!client.isOpen()) {
                throw new IOException("closed after PRELOGIN");
            }
        }
    }
}
