package io.synapsemesh.e2e.rules;

import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What keeps its connections for as long as it is let: two of SQL, two of HTTP, through both sidecars; and what the
/// control plane counts of them.
final class LongLived {
    private static final String HOST = "contoso.dev.azuresynapse.net";

    private LongLived() {}

    static HeldConnections connections(MeshUnderTest mesh, People people) {
        return new HeldConnections(List.of(
                () -> sql(mesh.nightly()),
                () -> sql(mesh.dashboards()),
                () -> dev(mesh, people),
                () -> dev(mesh, people)));
    }

    static String metrics(MeshUnderTest mesh) throws IOException {
        var address = URI.create("http://127.0.0.1:" + mesh.controlPlane().healthPort() + "/metrics");
        try (var stream = address.toURL().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HeldConnections.Held sql(Sidecar sidecar) throws IOException {
        var client = SqlClient.connect(sidecar.sql("contoso"));
        return new HeldConnections.Held() {
            @Override
            public boolean use() {
                return client.isOpen();
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    private static HeldConnections.Held dev(MeshUnderTest mesh, People people) throws IOException {
        var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()), mesh.nightly().dev("contoso"), HOST);
        return new HeldConnections.Held() {
            @Override
            public boolean use() {
                try {
                    return client.send(Request.get("/pipelines?api-version=2020-12-01")
                                            .with(people.synapse())
                                            .with(people.meshToken(Documents.ANALYSTS)))
                                    .status()
                            == 200;
                } catch (IOException e) {
                    return false;
                }
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
