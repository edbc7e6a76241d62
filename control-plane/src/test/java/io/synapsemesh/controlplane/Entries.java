package io.synapsemesh.controlplane;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.ConnectionProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.DocumentReader;
import io.synapsemesh.documents.LastGood;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.nio.charset.StandardCharsets;

/// Access log entries as Envoy sends them, and the mesh they are about.
final class Entries {
    static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gateway");
    static final DocumentRef SIDECAR = new DocumentRef("MeshProxy", "etl", "sidecar");
    static final String CONTOSO = "analytics/contoso";
    static final String LENIENT = "analytics/lenient";

    private static final String DOCUMENTS = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec: {trustDomain: corp.example}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseWorkspace
            metadata: {name: contoso, namespace: analytics}
            spec:
              resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/contoso
              allow: {proxies: {from: All}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseWorkspace
            metadata: {name: lenient, namespace: analytics}
            spec:
              resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/lenient
              allow: {proxies: {from: All}}
              enforcement: Audit
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec:
              role: Gateway
              identity: {serviceAccount: gateway}
              attach: {workspaces: [{name: contoso, namespace: analytics}, {name: lenient, namespace: analytics}]}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: sidecar, namespace: etl}
            spec:
              role: Sidecar
              identity: {serviceAccount: nightly}
              attach: {workspaces: [{name: contoso, namespace: analytics}]}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: readers, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Artifact User
              subjects:
              - workload: {namespace: etl, serviceAccount: nightly}
              - workload: {namespace: etl, serviceAccount: tried}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseAccessPolicy
            metadata: {name: bi-sql, namespace: analytics}
            spec:
              action: Allow
              workspaces: {names: [contoso]}
              endpoints: [sql]
              operations: [connect]
              subjects: [{workload: {namespace: bi, serviceAccount: dashboards}}]
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseAccessPolicy
            metadata: {name: no-finance, namespace: analytics}
            spec:
              action: Deny
              workspaces: {names: [contoso]}
              endpoints: [dev, sql]
              operations: [connect]
              subjects: [{workload: {namespace: finance, serviceAccount: ledger}}]
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseAccessPolicy
            metadata: {name: maybe-soon, namespace: analytics}
            spec:
              action: Deny
              mode: Audit
              workspaces: {names: [contoso]}
              endpoints: [dev]
              operations: [connect]
              subjects: [{workload: {namespace: etl, serviceAccount: tried}}]
            """;

    private Entries() {}

    static Published mesh() {
        var parsed = DocumentReader.read("mesh.yaml", DOCUMENTS.getBytes(StandardCharsets.UTF_8), LastGood.NONE);
        if (parsed.hasErrors()) {
            throw new IllegalArgumentException(parsed.diagnostics().toString());
        }
        return OfflineMesh.publish(parsed.documents(), UpstreamPolicy.PRODUCTION, "synapsemesh", "/dev/null");
    }

    /// @param carriers the URI SANs of the peer
    static AccessLogCommon.Builder common(String workspace, String endpoint, String... carriers) {
        var peer = TLSProperties.CertificateProperties.newBuilder();
        for (String carrier : carriers) {
            peer.addSubjectAltName(TLSProperties.CertificateProperties.SubjectAltName.newBuilder()
                    .setUri("spiffe://corp.example" + carrier));
        }
        return AccessLogCommon.newBuilder()
                .setTlsProperties(TLSProperties.newBuilder().setPeerCertificateProperties(peer))
                .setDownstreamDirectRemoteAddress(address("10.1.2.3", 40112))
                .putCustomTags("workspace", workspace)
                .putCustomTags("endpoint", endpoint);
    }

    static AccessLogCommon.Builder reached(AccessLogCommon.Builder common) {
        return common.setUpstreamRemoteAddress(address("10.20.0.7", 443));
    }

    static AccessLogCommon.Builder caller(AccessLogCommon.Builder common, String principal) {
        return common.putFilterStateObjects("synapsemesh.principal", Any.pack(StringValue.of(principal)))
                .putFilterStateObjects("synapsemesh.issuer", Any.pack(StringValue.of("https://idp.example")));
    }

    static HTTPAccessLogEntry http(AccessLogCommon.Builder common, RequestMethod method, String path, int status) {
        String details = status == 403 && !common.hasUpstreamRemoteAddress()
                ? "rbac_access_denied_matched_policy[none]"
                : "via_upstream";
        return HTTPAccessLogEntry.newBuilder()
                .setCommonProperties(common)
                .setRequest(HTTPRequestProperties.newBuilder()
                        .setRequestMethod(method)
                        .setPath(path)
                        .setRequestId("2b1f-req"))
                .setResponse(HTTPResponseProperties.newBuilder()
                        .setResponseCode(UInt32Value.of(status))
                        .setResponseCodeDetails(details))
                .build();
    }

    static TCPAccessLogEntry tcp(AccessLogCommon.Builder common) {
        return TCPAccessLogEntry.newBuilder()
                .setCommonProperties(common)
                .setConnectionProperties(
                        ConnectionProperties.newBuilder().setReceivedBytes(42).setSentBytes(7))
                .build();
    }

    private static Address address(String ip, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(ip).setPortValue(port))
                .build();
    }
}
