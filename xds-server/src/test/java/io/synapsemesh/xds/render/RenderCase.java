package io.synapsemesh.xds.render;

import com.google.common.base.Splitter;
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
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.Condition;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.route.PathTemplate;
import io.synapsemesh.core.route.RequirementTemplate;
import io.synapsemesh.core.route.Route;
import io.synapsemesh.core.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The text of a golden case: one line a thing, words separated by spaces, `#` starts a comment.
///
/// ```text
/// enforcement Audit
/// credential managedIdentity
/// trust partner.example
/// endpoint sql 10.20.0.7
/// bind Synapse_Artifact_User workspace group:entra:g1
/// bind Synapse_Compute_Operator bigDataPool=spark1 workload:etl:nightly
/// policy Allow dev connect workload:web:app from=10.0.0.0/8
/// policy Deny dev artifacts/read group:entra:g2
/// ```
final class RenderCase {
    static final TrustDomain MESH = TrustDomain.parse("corp.example");
    private static final String TENANT = "11111111-1111-1111-1111-111111111111";

    private Enforcement enforcement = Enforcement.ENFORCE;
    private UpstreamCredential credential = UpstreamCredential.PASS_THROUGH;
    private Provider.GroupsAbsent groupsAbsent = Provider.GroupsAbsent.UNKNOWN;
    private final TreeSet<String> agents = new TreeSet<>();
    private final TreeSet<TrustDomain> others = new TreeSet<>();
    private final TreeMap<Endpoint, EndpointAddress> endpoints = new TreeMap<>();
    private final List<RoleBinding> bindings = new ArrayList<>();
    private final List<AccessPolicy> policies = new ArrayList<>();

    static RenderCase parse(String text) {
        var parsed = new RenderCase();
        text.lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line -> parsed.line(Splitter.on(' ').omitEmptyStrings().splitToList(line)));
        return parsed;
    }

    private void line(List<String> words) {
        String value = words.get(1);
        switch (words.getFirst()) {
            case "enforcement" -> enforcement = Enforcement.valueOf(value.toUpperCase(java.util.Locale.ROOT));
            case "credential" -> credential = credential(value);
            case "groupsAbsent" -> groupsAbsent = Provider.GroupsAbsent.valueOf(value);
            case "agent" -> agents.add(value);
            case "trust" -> others.add(TrustDomain.parse(value));
            case "endpoint" -> endpoint(Endpoint.byDocumentName(value).orElseThrow(), words.subList(2, words.size()));
            case "bind" -> bindings.add(binding(words));
            case "policy" -> policies.add(policy(words));
            default -> throw new IllegalArgumentException("not a line of a case: " + words);
        }
    }

    private static UpstreamCredential credential(String name) {
        var proof = new UpstreamCredential.ClientProof.WorkloadIdentity();
        String clientId = "44444444-4444-4444-4444-444444444444";
        return switch (name) {
            case "passThrough" -> UpstreamCredential.PASS_THROUGH;
            case "onBehalfOf" -> new UpstreamCredential.OnBehalfOf("entra", clientId, proof);
            case "managedIdentity" -> new UpstreamCredential.ManagedIdentity(Optional.empty());
            case "servicePrincipal" -> new UpstreamCredential.ServicePrincipal(TENANT, clientId, proof);
            default -> throw new IllegalArgumentException("not a credential: " + name);
        };
    }

    WorkspaceInput input() {
        Workspace workspace = workspace();
        var policy = PolicyCompiler.compile(workspace, bindings, policies).policy();
        return new WorkspaceInput(workspace, policy, routes(), providers(), new Trust(MESH, others));
    }

    Workspace workspace() {
        var id = WorkspaceResourceId.parse("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1"
                + "/providers/Microsoft.Synapse/workspaces/contoso");
        return new Workspace(
                origin("SynapseWorkspace", "contoso"),
                id,
                SpiffeId.ofWorkspace(MESH, id),
                endpoints,
                enforcement,
                credential,
                new UpstreamTrust.System());
    }

    List<Provider> providers() {
        return List.of(
                provider(
                        "entra",
                        ProviderType.ENTRA_ID,
                        new Provider.Issuer(
                                "https://login.microsoftonline.com/" + TENANT + "/v2.0", Optional.of(TENANT)),
                        "oid"),
                provider(
                        "github",
                        ProviderType.OIDC,
                        new Provider.Issuer("https://token.actions.example", Optional.empty()),
                        "sub"));
    }

    static Proxy proxy(Proxy.Role role, Workspace workspace) {
        return new Proxy(
                origin("MeshProxy", role.documentName().toLowerCase(java.util.Locale.ROOT)),
                role,
                SpiffeId.ofServiceAccount(MESH, "etl", "nightly"),
                List.of(workspace.ref()),
                new Proxy.Listen(
                        "127.0.0.1", Optional.of(15443), Optional.empty(), Optional.of(11433), Optional.empty()),
                Optional.empty());
    }

    /// A few rows that have every kind of requirement; the built-in hundred would hide what a case shows.
    private static RouteTable routes() {
        var artifacts =
                new RequirementTemplate(DataAction.parse("artifacts/read"), new RequirementTemplate.Place.Workspace());
        var read = new RequirementTemplate(DataAction.READ, new RequirementTemplate.Place.Workspace());
        var identity = new RequirementTemplate(
                DataAction.parse("credentials/useSecret/action"),
                new RequirementTemplate.Place.Fixed(ScopeKind.CREDENTIAL, "WorkspaceSystemIdentity"));
        var compute = new RequirementTemplate(
                DataAction.parse("bigDataPools/useCompute/action"),
                new RequirementTemplate.Place.FromPath(ScopeKind.BIG_DATA_POOL, "pool"));
        return RouteTable.of(List.of(
                route("GET", "/pipelines/{name}", artifacts),
                route("POST", "/pipelines/{name}/createRun", read, identity),
                route("POST", "/livyApi/versions/{v}/sparkPools/{pool}/batches", compute)));
    }

    private static Route route(String method, String path, RequirementTemplate... requirements) {
        return new Route(
                new TreeSet<>(Set.of(method)), PathTemplate.parse(path), List.of(requirements), Optional.empty());
    }

    private Provider provider(String name, ProviderType type, Provider.Issuer issuer, String subject) {
        return new Provider(
                name,
                origin("IdentityProvider", name),
                type,
                List.of(issuer),
                List.of("api://synapsemesh"),
                subject,
                "groups",
                groupsAbsent,
                agents,
                new Provider.KeySource.Discovery());
    }

    private void endpoint(Endpoint endpoint, List<String> addresses) {
        endpoints.put(
                endpoint,
                new EndpointAddress(
                        endpoint, endpoint.host("contoso", "azuresynapse.net"), addresses, endpoint.defaultPort()));
    }

    private RoleBinding binding(List<String> words) {
        return new RoleBinding(
                origin("SynapseRoleBinding", "binding-" + bindings.size()),
                RoleCatalog.builtIn().find(words.get(1).replace('_', ' ')).orElseThrow(),
                scope(words.get(2)),
                subjects(words.subList(3, words.size())));
    }

    private AccessPolicy policy(List<String> words) {
        List<Cidr> sources = new ArrayList<>();
        var claims = new TreeMap<String, String>();
        var subjects = new ArrayList<String>();
        for (String word : words.subList(4, words.size())) {
            if (word.startsWith("from=")) {
                sources.add(Cidr.parse(word.substring(5)));
            } else if (word.startsWith("if:")) {
                put(claims, word.substring(3));
            } else {
                subjects.add(word);
            }
        }
        return new AccessPolicy(
                origin("SynapseAccessPolicy", "policy-" + policies.size()),
                switch (words.get(1)) {
                    case "Allow" -> Effect.ALLOW;
                    case "Deny" -> Effect.DENY;
                    default -> Effect.AUDIT_DENY;
                },
                new TreeSet<>(Set.of(Endpoint.byDocumentName(words.get(2)).orElseThrow())),
                new TreeSet<>(Set.of(operation(words.get(3)))),
                subjects(subjects),
                new Condition(sources, claims));
    }

    private static Operation operation(String word) {
        if (word.equals("connect")) {
            return new Operation.Connect();
        }
        return word.startsWith("unknown:")
                ? new Operation.UnknownRoute("GET", word.substring("unknown:".length()))
                : new Operation.Act(DataAction.parse(word));
    }

    private static Scope scope(String word) {
        int equals = word.indexOf('=');
        return equals < 0
                ? Scope.WORKSPACE
                : Scope.item(
                        ScopeKind.byDocumentName(word.substring(0, equals)).orElseThrow(), word.substring(equals + 1));
    }

    private static List<Subject> subjects(List<String> words) {
        return words.stream().map(RenderCase::subject).toList();
    }

    private static Subject subject(String word) {
        List<String> parts = Splitter.on(':').splitToList(word);
        return switch (parts.getFirst()) {
            case "workload" -> new Subject.Workload(SpiffeId.ofServiceAccount(MESH, parts.get(1), parts.get(2)));
            case "group" -> new Subject.Group(parts.get(1), parts.get(2));
            case "user" -> new Subject.User(parts.get(1), parts.get(1).equals("entra") ? TENANT : "", parts.get(2));
            case "application" -> new Subject.ServicePrincipal(parts.get(1), parts.get(2));
            case "claims" -> {
                var match = new TreeMap<String, String>();
                parts.subList(2, parts.size()).forEach(claim -> put(match, claim));
                yield new Subject.Claims(parts.get(1), match);
            }
            case "agent" ->
                new Subject.Acting(
                        new Subject.ServicePrincipal("entra", parts.get(1)), new Subject.Group("entra", parts.get(2)));
            default -> throw new IllegalArgumentException("not a subject: " + word);
        };
    }

    private static void put(Map<String, String> claims, String word) {
        int equals = word.indexOf('=');
        claims.put(word.substring(0, equals), word.substring(equals + 1));
    }

    static Origin origin(String kind, String name) {
        return Origin.of(new DocumentRef(kind, "analytics", name), 7);
    }
}
