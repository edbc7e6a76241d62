package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.identity.exchange.CorrelationId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/// A GET of the fake workspace under its own name, as a gateway would send it.
final class SynapseCall {
    private SynapseCall() {}

    static int status(Tenant tenant, String token) throws IOException {
        var workspace = tenant.simulator.workspace("contoso");
        try (var socket =
                (SSLSocket) tenant.trust().getSocketFactory().createSocket("127.0.0.1", workspace.devPort())) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(java.util.List.of(new javax.net.ssl.SNIHostName(workspace.devHost())));
            socket.setSSLParameters(parameters);
            socket.getOutputStream()
                    .write(("GET /workspace?api-version=2020-12-01 HTTP/1.1\r\nHost: " + workspace.devHost()
                                    + "\r\nAuthorization: Bearer " + token + "\r\n" + CorrelationId.HEADER + ": "
                                    + CorrelationId.of("01JD3V5K8R").value() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.split(" ", -1)[1]);
        }
    }
}
