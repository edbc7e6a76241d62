package io.synapsemesh.benchmarks.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.synapsemesh.benchmarks.plane.LoopbackSettings;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.benchmarks.tokens.SignedToken;
import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The main class of ours: a whole control plane as `serve` runs it, its log on disk. Greets with the ports of xDS,
/// ext_authz and auth_request, the node tokens of gateway, edge and sidecar, and a user's token.
final class MeshProcess {
    static final TrustDomain TRUST_DOMAIN = TrustDomain.parse("corp.example");
    private static final int GROUPS = 5;
    private static final int TOKEN_BYTES = 914;

    /// A provider with its keys, and a user who may submit Spark jobs by a group; gateway, edge and the sidecar that
    /// carries the user's requests.
    private static final String DOCUMENTS = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec: {trustDomain: corp.example}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: idp}
            spec:
              type: Oidc
              issuer: %s
              audiences: ["%s"]
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseWorkspace
            metadata: {name: contoso, namespace: analytics}
            spec:
              resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/contoso
              allow: {proxies: {from: All}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: engineers, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Compute Operator
              scope: {bigDataPool: spark1}
              subjects:
              - group: {provider: idp, id: %s}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseAccessPolicy
            metadata: {name: carriers, namespace: analytics}
            spec:
              action: Allow
              workspaces: {names: [contoso]}
              endpoints: [dev]
              operations: [connect]
              subjects:
              - workload: {namespace: bi, serviceAccount: dashboards}
              - workload: {namespace: edge, serviceAccount: public}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec: {role: Gateway, identity: {serviceAccount: gateway}, attach: {workspaces: [{name: contoso, namespace: analytics}]}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: public, namespace: edge}
            spec: {role: Edge, identity: {serviceAccount: public}, attach: {workspaces: [{name: contoso, namespace: analytics}]}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: dashboards, namespace: bi}
            spec: {role: Sidecar, identity: {serviceAccount: dashboards}, attach: {workspaces: [{name: contoso, namespace: analytics}]}}
            """;

    private MeshProcess() {}

    /// @param arguments an empty folder
    public static void main(String[] arguments) throws IOException, JOSEException {
        NativeCrypto.install();
        var key = new RSAKeyGenerator(2048).keyID("-KI3Q9nNR7bRofxmeZoXqbHZGew").generate();
        var token = SignedToken.of(key, GROUPS).text();
        if (token.length() != TOKEN_BYTES) {
            throw new IllegalStateException("the token has " + token.length() + " bytes, not " + TOKEN_BYTES);
        }
        var folder = Path.of(arguments[0]);
        var config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                config.resolve("mesh.yaml"),
                DOCUMENTS.formatted(
                        SignedToken.ISSUER, SignedToken.AUDIENCE, new JWKSet(key.toPublicJWK()), SignedToken.GROUP));
        var running = ControlPlane.start(LoopbackSettings.of(config, folder.resolve("data")));
        Answers.serve(
                Stream.of(
                                running.xdsPort(),
                                running.authzPort(),
                                running.authRequestPort(),
                                nodeToken(running, "mesh/gateway", "gateway"),
                                nodeToken(running, "edge/public", "public"),
                                nodeToken(running, "bi/dashboards", "dashboards"),
                                token)
                        .map(Object::toString)
                        .collect(Collectors.joining(" ")),
                _ -> "");
    }

    private static String nodeToken(ControlPlane running, String node, String account) {
        var identity = SpiffeId.ofServiceAccount(TRUST_DOMAIN, node.substring(0, node.indexOf('/')), account);
        var token = running.tokens().create(node, identity, Duration.ofHours(1), List.of());
        return new String(token.text().open(), StandardCharsets.US_ASCII);
    }
}
