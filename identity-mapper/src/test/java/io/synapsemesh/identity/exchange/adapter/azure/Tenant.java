package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamCredential.ClientProof;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.core.secret.SecretEntry;
import io.synapsemesh.identity.exchange.FederatedToken;
import io.synapsemesh.identity.exchange.MeshToken;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import io.synapsemesh.identity.jwks.TlsTrust;
import io.synapsemesh.identity.token.VerifiedToken;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.simulator.oidc.EntraApp;
import io.synapsemesh.simulator.oidc.EntraTokenEndpoint;
import io.synapsemesh.simulator.oidc.TokenDraft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/// A running simulator whose tenant knows the mesh's app and a service principal, and a source of tokens that asks it.
final class Tenant implements AutoCloseable {
    static final String RESOURCE = "https://dev.azuresynapse.net";
    static final String MESH_APP = "44444444-4444-4444-4444-444444444444";
    static final String SERVICE_APP = "55555555-5555-5555-5555-555555555555";
    static final String SERVICE_OBJECT = "55555555-0000-0000-0000-000000000001";
    static final String ALICE = "77777777-7777-7777-7777-777777777777";
    static final String AUDIENCE = "api://synapsemesh";
    static final String SECRET = "the~client~secret~of~the~test~8Q";
    static final SecretEntry ENTRY = new SecretEntry("analytics", "synapse", "client-secret");
    static final String KUBERNETES_SUBJECT = "system:serviceaccount:synapsemesh:control-plane";

    final Simulator simulator = Simulator.start(List.of("contoso"));
    final EntraTokenEndpoint endpoint = simulator.tenant().tokens();
    final AzureTokenSource source;
    private final Path federated;

    Tenant(Path directory) {
        this(directory, Duration.ofSeconds(30));
    }

    Tenant(Path directory, Duration deadline) {
        // Keys are made at first use, which takes long on a busy machine: before any deadline runs.
        simulator.tenant().issuer().publishedKeys();
        simulator.ci().issuer().publishedKeys();
        this.federated = directory.resolve("federated-token");
        var kubernetes =
                new EntraApp.Federated(simulator.ci().issuerUrl(), KUBERNETES_SUBJECT, "api://AzureADTokenExchange");
        endpoint.trustIssuer(simulator.ci().issuerUrl(), simulator.ci().issuer()::publishedKeys);
        endpoint.register(new EntraApp(
                MESH_APP,
                "44444444-0000-0000-0000-000000000001",
                Set.of(MESH_APP, AUDIENCE),
                Set.of(SECRET),
                List.of(kubernetes)));
        endpoint.register(
                new EntraApp(SERVICE_APP, SERVICE_OBJECT, Set.of(SERVICE_APP), Set.of(SECRET), List.of(kubernetes)));
        this.source = AzureTokenSource.open(new AzureSettings(
                trust(),
                simulator.imds().uri(),
                _ -> SecretBytes.copyOf(SECRET.getBytes(StandardCharsets.US_ASCII)),
                new FederatedToken(Optional.of(federated)),
                Clock.systemUTC(),
                deadline));
    }

    URI authority() {
        return URI.create(simulator.oidc().baseUrl());
    }

    SSLContext trust() {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var root = (X509Certificate) factory.generateCertificate(
                    new ByteArrayInputStream(simulator.caPem().getBytes(StandardCharsets.US_ASCII)));
            return TlsTrust.systemAnd(List.of(root)).context();
        } catch (CertificateException e) {
            throw new IllegalStateException("the simulator's root is a certificate", e);
        }
    }

    TokenRequest.AsClient service(ClientProof proof) {
        return new TokenRequest.AsClient(authority(), Simulator.TENANT_ID, SERVICE_APP, proof, RESOURCE);
    }

    static ClientProof secret() {
        return new ClientProof.Secret(ENTRY);
    }

    TokenRequest.OnBehalfOf exchange(TokenDraft draft, ClientProof proof) {
        return new TokenRequest.OnBehalfOf(
                new TokenRequest.AsClient(authority(), Simulator.TENANT_ID, MESH_APP, proof, RESOURCE),
                "entra",
                ALICE,
                Optional.of(ALICE),
                SecretBytes.copyOf(simulator.tenant().mint(draft).getBytes(StandardCharsets.US_ASCII)),
                Instant.now().plusSeconds(3600));
    }

    TokenDraft alice() {
        return simulator.tenant().userV2(ALICE, AUDIENCE);
    }

    /// As `tok` would verify it.
    MeshToken meshToken(TokenDraft draft) {
        var verified = new VerifiedToken(
                new Principal.User("entra", Simulator.TENANT_ID, ALICE),
                "entra",
                simulator.tenant().issuerV2(),
                Simulator.TENANT_ID,
                new Groups.Unknown(),
                false,
                new TreeMap<>(Map.of("oid", ALICE)),
                new TreeSet<>(),
                Optional.empty(),
                Instant.now().plusSeconds(3600),
                "session");
        return MeshToken.of(verified, simulator.tenant().mint(draft));
    }

    /// The platform puts a new token of this workload into the file.
    String projectToken(String subject) {
        String token = simulator
                .ci()
                .mint(simulator
                        .ci()
                        .job("none/none", "none", "api://AzureADTokenExchange")
                        .claim("sub", subject));
        try {
            Files.writeString(federated, token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return token;
    }

    static Workspace workspace(UpstreamCredential credential) {
        var id = WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1"
                + "/providers/Microsoft.Synapse/workspaces/contoso");
        var dev = new EndpointAddress(Endpoint.DEV, "contoso.dev.azuresynapse.net", List.of(), 443);
        return new Workspace(
                Origin.of(new DocumentRef("SynapseWorkspace", "analytics", "contoso"), 1),
                id,
                SpiffeId.ofWorkspace(TrustDomain.parse("corp.example"), id),
                new TreeMap<>(Map.of(Endpoint.DEV, dev)),
                Enforcement.ENFORCE,
                credential,
                new UpstreamTrust.System());
    }

    static String text(SynapseToken token) {
        if (token instanceof SynapseToken.Token(var secret, var ignored)) {
            return new String(secret.open(), StandardCharsets.US_ASCII);
        }
        throw new AssertionError("no token but " + token);
    }

    @Override
    public void close() {
        source.close();
        simulator.close();
    }
}
