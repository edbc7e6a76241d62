package io.synapsemesh.demo;

/// What to try while the demo stays up.
final class WhatToLookAt {
    private WhatToLookAt() {}

    static String text(DemoMesh mesh) {
        var folder = mesh.folder();
        var places = mesh.places();
        var dashboards = places.dashboards();
        return """

                The mesh stays up until Ctrl-C. Look at it:
                  ./synapsemesh proxies --data-dir %1$s
                  ./synapsemesh certs   --data-dir %1$s
                  ./synapsemesh status  --data-dir %1$s
                Edit a document and see the next request change:
                  %2$s
                Ask as bi/dashboards, through its sidecar (403: the workload itself has no role; add one in bindings.yaml):
                  curl --cacert %3$s --resolve contoso.dev.azuresynapse.net:%4$d:127.0.0.1 \\
                    https://contoso.dev.azuresynapse.net:%4$d/pipelines?api-version=2020-12-01
                Logs: %5$s, %6$s/envoy-*/envoy.log, record.jsonl beside it
                Metrics: http://127.0.0.1:%7$d/metrics
                """.formatted(
                        folder.data(),
                        folder.config(),
                        folder.clientCa(),
                        dashboards.dev("contoso"),
                        folder.log(),
                        folder.root(),
                        mesh.controlPlane().healthPort());
    }
}
