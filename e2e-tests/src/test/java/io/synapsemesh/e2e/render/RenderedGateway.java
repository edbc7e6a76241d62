package io.synapsemesh.e2e.render;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Condition;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.xds.render.BootstrapFiles;
import io.synapsemesh.xds.render.BootstrapInput;
import io.synapsemesh.xds.render.BootstrapRenderer;
import io.synapsemesh.xds.render.ConnectionAge;
import io.synapsemesh.xds.render.DrainEpochs;
import io.synapsemesh.xds.render.EnvoyRenderer;
import io.synapsemesh.xds.render.HostPort;
import io.synapsemesh.xds.render.ProviderKeys;
import io.synapsemesh.xds.render.Rendered;
import io.synapsemesh.xds.render.Trust;
import io.synapsemesh.xds.render.WorkspaceInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The gateway of one workspace with a policy that has something of everything, rendered into one static bootstrap.
/// Where Synapse's `dev` endpoint is [#NOBODY], a request that is let through is answered with 503 by the gateway,
/// one that is not with 403, so what is tried is the decision alone.
final class RenderedGateway {
    static final TrustDomain MESH = TrustDomain.parse("corp.example");
    static final TrustDomain PARTNER = TrustDomain.parse("partner.example");
    static final SpiffeId GATEWAY = SpiffeId.ofServiceAccount(MESH, "mesh", "gateway");
    static final String DEV = "contoso.dev.azuresynapse.net";
    static final String SQL = "contoso.sql.azuresynapse.net";

    private static final WorkspaceResourceId ID =
            WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1"
                    + "/providers/Microsoft.Synapse/workspaces/contoso");
    private static final Operation CONNECT = new Operation.Connect();

    /// A port nobody listens on.
    static final int NOBODY = 1;

    private final TestAuthority mesh;
    private final TestAuthority partner;
    private final UpstreamCredential credential;
    private final Enforcement enforcement;

    RenderedGateway(TestAuthority mesh, TestAuthority partner) {
        this(mesh, partner, UpstreamCredential.PASS_THROUGH, Enforcement.ENFORCE);
    }

    RenderedGateway(TestAuthority mesh, TestAuthority partner, UpstreamCredential credential, Enforcement enforcement) {
        this.mesh = mesh;
        this.partner = partner;
        this.credential = credential;
        this.enforcement = enforcement;
    }

    /// @param own where the gateway listens
    /// @param authorizer where the identity-mapper is
    record Ports(int own, int dev, int sql, int authorizer) {}

    /// Writes secrets into `folder`; the text is the bootstrap.
    String write(Path folder, Ports ports) throws IOException {
        Workspace workspace = workspace(ports);
        var policy = PolicyCompiler.compile(workspace, bindings(), policies()).policy();
        var input = new WorkspaceInput(
                workspace,
                policy,
                RouteTable.builtIn(),
                List.of(entra()),
                new Trust(MESH, new TreeSet<>(Set.of(PARTNER))));
        var resources = new ArrayList<>(EnvoyRenderer.workspace(input).resources());
        resources.addAll(EnvoyRenderer.tokens(
                List.of(new ProviderKeys(entra(), new TreeMap<>(Map.of(TestToken.ISSUER, TestToken.jwks()))))));
        resources.addAll(EnvoyRenderer.gatewayListeners(
                gateway(ports.own()), List.of(workspace), DrainEpochs.NONE, ConnectionAge.STANDARD, "/dev/null"));
        resources.add(EnvoyRenderer.authorizer(gateway(ports.own()), mesh.rootPem()));
        for (Rendered secret : secrets(workspace)) {
            Files.write(
                    folder.resolve(BootstrapRenderer.secretFileName(secret.name())),
                    BootstrapRenderer.secretFile(secret).open());
        }
        Files.writeString(folder.resolve("ca.pem"), mesh.rootPem());
        Files.writeString(folder.resolve("token"), "nobody's");
        var bootstrap = new BootstrapInput(
                "mesh/gateway",
                HostPort.parse("127.0.0.1:1"),
                new HostPort("127.0.0.1", ports.authorizer()),
                SpiffeId.ofControlPlane(MESH),
                folder.resolve("ca.pem"),
                folder.resolve("token"),
                folder,
                new BootstrapInput.AdminAddress.Loopback(0));
        BootstrapFiles files = BootstrapRenderer.renderStatic(bootstrap, resources, folder);
        for (Map.Entry<String, String> file : files.secrets().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
        }
        return files.bootstrap();
    }

    private List<Rendered> secrets(Workspace workspace) {
        var bundles = new TreeMap<>(Map.of(MESH, mesh.rootPem(), PARTNER, partner.rootPem()));
        var secrets = new ArrayList<>(EnvoyRenderer.bundles(bundles, Optional.empty()));
        for (SpiffeId identity : List.of(workspace.identity(), GATEWAY)) {
            var own = mesh.identity(identity.uri());
            byte[] key = own.keyPem().getBytes(StandardCharsets.US_ASCII);
            secrets.add(EnvoyRenderer.svid(identity, own.chainPem(), SecretBytes.copyOf(key), workspace.origin()));
        }
        return secrets;
    }

    private Workspace workspace(Ports ports) {
        var endpoints = new TreeMap<Endpoint, EndpointAddress>();
        endpoints.put(Endpoint.DEV, new EndpointAddress(Endpoint.DEV, DEV, List.of("127.0.0.1"), ports.dev()));
        endpoints.put(Endpoint.SQL, new EndpointAddress(Endpoint.SQL, SQL, List.of("127.0.0.1"), ports.sql()));
        return new Workspace(
                origin("SynapseWorkspace", "contoso"),
                ID,
                SpiffeId.ofWorkspace(MESH, ID),
                endpoints,
                enforcement,
                credential,
                new UpstreamTrust.Pem(mesh.rootPem()));
    }

    private static Provider entra() {
        return new Provider(
                "entra",
                origin("IdentityProvider", "entra"),
                ProviderType.ENTRA_ID,
                List.of(new Provider.Issuer(TestToken.ISSUER, Optional.of(TestToken.TENANT))),
                List.of("api://synapsemesh"),
                "oid",
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(),
                new Provider.KeySource.Discovery());
    }

    private static List<RoleBinding> bindings() {
        return List.of(
                binding("readers", "Synapse Artifact User", Scope.WORKSPACE, new Subject.Group("entra", "g1")),
                binding(
                        "sparks",
                        "Synapse Compute Operator",
                        Scope.item(ScopeKind.BIG_DATA_POOL, "spark1"),
                        new Subject.Group("entra", "sparks")),
                binding("nightly", "Synapse Artifact User", Scope.WORKSPACE, workload("etl", "nightly")));
    }

    private static List<AccessPolicy> policies() {
        return List.of(
                policy("web", Effect.ALLOW, Endpoint.DEV, CONNECT, workload("web", "app")),
                policy(
                        "no-finance",
                        Effect.DENY,
                        Endpoint.DEV,
                        new Operation.Act(DataAction.parse("artifacts/read")),
                        new Subject.Group("entra", "finance")),
                policy("etl", Effect.ALLOW, Endpoint.SQL, CONNECT, workload("etl", "nightly")));
    }

    private static RoleBinding binding(String name, String role, Scope scope, Subject subject) {
        return new RoleBinding(
                origin("SynapseRoleBinding", name),
                RoleCatalog.builtIn().find(role).orElseThrow(),
                scope,
                List.of(subject));
    }

    private static AccessPolicy policy(
            String name, Effect effect, Endpoint endpoint, Operation operation, Subject subject) {
        return new AccessPolicy(
                origin("SynapseAccessPolicy", name),
                effect,
                new TreeSet<>(Set.of(endpoint)),
                new TreeSet<>(Set.of(operation)),
                List.of(subject),
                Condition.ALWAYS);
    }

    private static Subject workload(String namespace, String account) {
        return new Subject.Workload(SpiffeId.ofServiceAccount(MESH, namespace, account));
    }

    private static Proxy gateway(int port) {
        return new Proxy(
                origin("MeshProxy", "gateway"),
                Proxy.Role.GATEWAY,
                GATEWAY,
                List.of(),
                new Proxy.Listen("127.0.0.1", Optional.of(port), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private static Origin origin(String kind, String name) {
        return Origin.of(new DocumentRef(kind, "analytics", name), 1);
    }
}
