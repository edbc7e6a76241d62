package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.simulator.Simulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Asks the simulated tenant for its keys once before anybody depends on them. The first TLS handshake of a JVM loads a
/// thousand classes; on a busy machine that can outlast the ten seconds the control plane gives an issuer, and its next
/// try is a minute later.
final class IssuerProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private IssuerProbe() {}

    static void ask(Simulator simulator) throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .sslContext(simulator.ca().clientContext())
                .connectTimeout(TIMEOUT)
                .build()) {
            var request = HttpRequest.newBuilder(simulator.tenant().issuer().jwksUri())
                    .timeout(TIMEOUT)
                    .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new DemoProblem(
                        Code.SYN0901,
                        "the simulated tenant answers " + status + " instead of its keys",
                        "Run it again.");
            }
        }
    }
}
