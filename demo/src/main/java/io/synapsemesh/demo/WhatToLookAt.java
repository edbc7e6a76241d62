package io.synapsemesh.demo;

import java.nio.file.Path;

/// What to try while the demo stays up.
final class WhatToLookAt {
    private WhatToLookAt() {}

    static String text(DemoMesh mesh) {
        var folder = mesh.folder();
        return """

                The mesh stays up until Ctrl-C. Look at it, in another terminal:
                  ./synapsemesh proxies --data-dir %1$s
                  ./synapsemesh certs --data-dir %1$s
                  ./synapsemesh status --data-dir %1$s
                Ask as the workload bi/dashboards, through its sidecar (403: it has no role on dev):
                  curl --cacert %3$s --resolve contoso.dev.azuresynapse.net:%4$d:127.0.0.1 \\
                    'https://contoso.dev.azuresynapse.net:%4$d/pipelines?api-version=2020-12-01'
                Then give it one, beside the group in the binding analysts, and ask again (401 is now Synapse's: no token):
                  - workload: {namespace: bi, serviceAccount: dashboards}     # in %2$s/bindings.yaml
                What happened: %5$s, record.jsonl and envoy.log in %6$s/envoy-*
                Metrics: http://127.0.0.1:%7$d/metrics
                """.formatted(
                        near(folder.data()),
                        near(folder.config()),
                        near(folder.clientCa()),
                        mesh.places().dashboards().dev("contoso"),
                        near(folder.log()),
                        near(folder.root()),
                        mesh.controlPlane().healthPort());
    }

    /// As the user would type it where they are.
    private static Path near(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
