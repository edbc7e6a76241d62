package io.synapsemesh.benchmarks.authz;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.identity.SpiffeId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/// One user's request, as the gateway's `ext_authz` asks about it (the peer's certificate, the SNI, the token and
/// what joins logs, no other header) and as an edge's `auth_request` does. They differ by number in the id of the
/// request, and in the client's address.
final class Questions {
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final String METHOD = "POST";
    private static final String TARGET = "/livyApi/versions/2019-11-01-preview/sparkPools/spark1/batches?detailed=true";
    private static final int SOURCE_PORT = 40_000;

    private final String token;
    private final AttributeContext same;

    /// @param token a user's, seen before or not
    /// @param certificate of whoever carries the request to the gateway
    Questions(String token, X509Certificate certificate) {
        this.token = token;
        var carrier = SpiffeId.ofServiceAccount(MeshProcess.TRUST_DOMAIN, "bi", "dashboards");
        same = AttributeContext.newBuilder()
                .setSource(AttributeContext.Peer.newBuilder()
                        .setPrincipal(carrier.uri())
                        .setCertificate(
                                URLEncoder.encode(Pem.certificates(List.of(certificate)), StandardCharsets.US_ASCII)
                                        .replace("+", "%20")))
                .setDestination(AttributeContext.Peer.newBuilder()
                        .setPrincipal(SpiffeId.ofServiceAccount(MeshProcess.TRUST_DOMAIN, "mesh", "gateway")
                                .uri())
                        .setAddress(address("10.0.0.1", 15_443)))
                .setTlsSession(AttributeContext.TLSSession.newBuilder().setSni(HOST))
                .putContextExtensions("synapsemesh.workspace", "analytics/contoso")
                .putContextExtensions("synapsemesh.endpoint", "dev")
                .build();
    }

    CheckRequest check(int number) {
        String id = id(number);
        var attributes = same.toBuilder();
        attributes.getSourceBuilder().setAddress(address(client(number), SOURCE_PORT));
        attributes
                .getRequestBuilder()
                .getHttpBuilder()
                .setId(Integer.toString(number))
                .setMethod(METHOD)
                .setScheme("https")
                .setHost(HOST)
                .setPath(TARGET)
                .setProtocol("HTTP/2")
                .putHeaders("x-request-id", id)
                .putHeaders("x-synapsemesh-token", token);
        return CheckRequest.newBuilder().setAttributes(attributes).build();
    }

    /// One whole HTTP/1.1 request.
    byte[] auth(int number) {
        return ("GET /v1/auth HTTP/1.1\r\nHost: localhost\r\nX-Original-Method: " + METHOD + "\r\nX-Original-URI: "
                        + TARGET
                        + "\r\nX-Synapsemesh-Workspace: analytics/contoso\r\nX-Synapsemesh-Endpoint: dev"
                        + "\r\nX-Synapsemesh-Source: " + client(number) + "\r\nX-Request-Id: " + id(number)
                        + "\r\nX-Synapsemesh-Token: " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "0f5e3f1c-0000-4000-8000-%012x", number);
    }

    private static String client(int number) {
        return "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    private static Address address(String host, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
                .build();
    }
}
