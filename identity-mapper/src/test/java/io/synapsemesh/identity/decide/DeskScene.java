package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.azure.WorkspaceResourceId;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.EndpointAddress;
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
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.SynapseTokens;
import io.synapsemesh.identity.token.TokenReading;
import io.synapsemesh.identity.token.VerifiedToken;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// A small mesh and a desk in it. Tokens are names (`alice`), each with what its reader says; everything a test wants
/// to go wrong is a field.
///
/// | who | may |
/// |---|---|
/// | workload `etl/nightly`, `apps/web`, the edge | connect to `dev` of every workspace; `nightly` to `sql` too |
/// | `nightly`, `alice`, group `readers` | read artifacts |
/// | group `spark` | use pool `pool1` |
/// | `carl` | read artifacts, from 10.0.0.0/8 |
/// | group `banned` | nothing |
/// | agent `bot` for `readers` | read artifacts |
public final class DeskScene {
    public static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    public static final SpiffeId NIGHTLY = SpiffeId.ofServiceAccount(DOMAIN, "etl", "nightly");
    public static final SpiffeId WEB = SpiffeId.ofServiceAccount(DOMAIN, "apps", "web");
    public static final SpiffeId STRANGER = SpiffeId.ofServiceAccount(DOMAIN, "apps", "stranger");
    public static final SpiffeId EDGE_ID = SpiffeId.ofServiceAccount(DOMAIN, "edge", "public");
    public static final Asker GATEWAY = asker("mesh", "gateway", Asker.Proof.SVID);
    public static final Asker EDGE = new Asker(EDGE_ID, proxy("edge", "public"), Asker.Proof.SVID);
    public static final Asker SIDECAR = asker("etl", "nightly", Asker.Proof.SVID);
    public static final Asker DETACHED = asker("mesh", "detached", Asker.Proof.SVID);
    public static final Place CONTOSO = dev("contoso");
    /// Its verdicts are on trial.
    public static final Place TRIAL = dev("trial");
    /// The mesh brings its token.
    public static final Place INJECTED = dev("injected");
    /// Without any Deny: what is not known there cannot be against anybody.
    public static final Place PLAIN = dev("plain");
    /// Nobody of these proxies is attached.
    public static final Place PRIVATE = dev("private");
    public static final InetAddress INSIDE = InetAddress.ofLiteral("10.1.2.3");
    public static final InetAddress OUTSIDE = InetAddress.ofLiteral("192.0.2.7");
    public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    public static final String READ = "/pipelines";
    public static final String COMPUTE = "/livyApi/versions/1/sparkPools/pool1/batches";

    private static final String PROVIDER = "entra";
    private static final String TENANT = "t1";
    private static final String AGENT = "bot";

    public final Map<String, TokenReading> tokens = new HashMap<>();
    public final Map<String, Groups> directory = new HashMap<>();
    public final List<Event.Decided> events = Collections.synchronizedList(new ArrayList<>());
    public final AtomicInteger tokensRead = new AtomicInteger();
    public final AtomicInteger directoryAsked = new AtomicInteger();
    public final List<String> limits = Collections.synchronizedList(new ArrayList<>());
    public Memberships memberships = (token, _) -> {
        directoryAsked.incrementAndGet();
        return new Memberships.Found(
                directory.getOrDefault(token.principal().print(), new Groups.Unknown()), Duration.ofSeconds(4));
    };
    public SynapseTokens upstream = (_, _) -> new SynapseToken.Unavailable("nothing is wired");
    public java.util.function.Consumer<Event.Decided> sink = events::add;
    public Instant now = START;
    public long epoch = 1;
    private final Map<DocumentRef, Site> sites = new HashMap<>();
    private final Map<DocumentRef, Proxy> proxies = new HashMap<>();
    private final Map<String, Place> hosts = new HashMap<>();

    public DeskScene() {
        add(CONTOSO, Enforcement.ENFORCE, UpstreamCredential.PASS_THROUGH);
        add(TRIAL, Enforcement.AUDIT, UpstreamCredential.PASS_THROUGH);
        add(INJECTED, Enforcement.ENFORCE, new UpstreamCredential.ManagedIdentity(Optional.empty()));
        add(PRIVATE, Enforcement.ENFORCE, UpstreamCredential.PASS_THROUGH);
        Workspace plain = workspace(PLAIN.workspace(), Enforcement.ENFORCE, UpstreamCredential.PASS_THROUGH);
        List<AccessPolicy> allows =
                policies().stream().filter(p -> p.effect() == Effect.ALLOW).toList();
        add(Site.of(plain, PolicyCompiler.compile(plain, bindings(), allows).policy()));
        add(GATEWAY, Proxy.Role.GATEWAY, CONTOSO, TRIAL, INJECTED, PLAIN);
        add(EDGE, Proxy.Role.EDGE, CONTOSO, TRIAL, INJECTED, PLAIN);
        add(SIDECAR, Proxy.Role.SIDECAR, CONTOSO, TRIAL, INJECTED, PLAIN);
        add(DETACHED, Proxy.Role.GATEWAY);
        token("alice", user("alice"), new Groups.Complete(new TreeSet<>()));
        token("carl", user("carl"), new Groups.Complete(new TreeSet<>()));
        token("dora", user("dora"), groups("readers", "spark"));
        token("evil", user("evil"), groups("readers", "banned"));
        token("many", user("many"), new Groups.Unknown());
        token("nobody", user("nobody"), new Groups.Complete(new TreeSet<>()));
        tokens.put("agent", verified(user("dora"), groups("readers"), Optional.of(agent(AGENT)), later(3600)));
        tokens.put("rogue", verified(user("dora"), groups("readers"), Optional.of(agent("rogue")), later(3600)));
        tokens.put("idle", verified(user("nobody"), groups("other"), Optional.of(agent(AGENT)), later(3600)));
    }

    /// A desk in this scene, as it is wired now.
    public DecisionDesk desk() {
        return desk(new DeskLimits(Duration.ofSeconds(20), 100, 4 << 20, Duration.ofSeconds(60)));
    }

    public DecisionDesk desk(DeskLimits bounds) {
        var ports = new DecisionDesk.Ports(
                this::mesh,
                text -> {
                    tokensRead.incrementAndGet();
                    return tokens.getOrDefault(text, refused(Reason.TOKEN_MALFORMED));
                },
                (token, mentioned) -> memberships.find(token, mentioned),
                (workspace, caller) -> upstream.token(workspace, caller),
                event -> sink.accept((Event.Decided) event),
                new DeskListener() {
                    @Override
                    public void decided(Point point, Verdict verdict, long nanos) {}

                    @Override
                    public void limitReached(String limit) {
                        limits.add(limit);
                    }
                });
        return new DecisionDesk(ports, bounds, clock(), new Random(1));
    }

    public Mesh mesh() {
        return new Moment(epoch, Map.copyOf(sites), Map.copyOf(proxies), Map.copyOf(hosts));
    }

    private record Moment(
            long epoch, Map<DocumentRef, Site> sites, Map<DocumentRef, Proxy> proxies, Map<String, Place> hosts)
            implements Mesh {
        @Override
        public RouteTable routes() {
            return RouteTable.builtIn();
        }

        @Override
        public Optional<Site> site(DocumentRef workspace) {
            return Optional.ofNullable(sites.get(workspace));
        }

        @Override
        public Optional<Place> place(String host) {
            return Optional.ofNullable(hosts.get(host));
        }

        @Override
        public Optional<Proxy> proxy(DocumentRef ref) {
            return Optional.ofNullable(proxies.get(ref));
        }
    }

    /// Puts a site in the place of the one there was, and it is another moment.
    public void replace(Site site) {
        sites.put(site.workspace().ref(), site);
        epoch++;
    }

    public Site site(Place place) {
        return java.util.Objects.requireNonNull(sites.get(place.workspace()));
    }

    /// The standing bindings without those of one subject.
    public void revoke(Place place, Subject subject) {
        Site before = site(place);
        replace(Site.of(
                before.workspace(),
                PolicyCompiler.compile(
                                before.workspace(),
                                bindings().stream()
                                        .map(binding -> new RoleBinding(
                                                binding.origin(),
                                                binding.role(),
                                                binding.scope(),
                                                binding.subjects().stream()
                                                        .filter(other -> !other.equals(subject))
                                                        .toList()))
                                        .toList(),
                                policies())
                        .policy()));
    }

    public void add(Place place, Enforcement enforcement, UpstreamCredential credential) {
        Workspace workspace = workspace(place.workspace(), enforcement, credential);
        add(Site.of(
                workspace,
                PolicyCompiler.compile(workspace, bindings(), policies()).policy()));
    }

    public void add(Site site) {
        Workspace workspace = site.workspace();
        sites.put(workspace.ref(), site);
        workspace
                .endpoints()
                .forEach((endpoint, address) -> hosts.put(address.host(), new Place(workspace.ref(), endpoint)));
    }

    public void add(Asker asker, Proxy.Role role, Place... attached) {
        proxies.put(
                asker.proxy(),
                new Proxy(
                        Origin.of(asker.proxy(), 1),
                        role,
                        asker.identity(),
                        List.of(attached).stream().map(Place::workspace).toList(),
                        new Proxy.Listen(
                                "127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()));
    }

    public void token(String name, Principal principal, Groups groups) {
        tokens.put(name, verified(principal, groups, Optional.empty(), later(3600)));
    }

    public static TokenReading verified(Principal principal, Groups groups, Optional<Principal> actor, Instant end) {
        return new TokenReading.Verified(new VerifiedToken(
                principal,
                PROVIDER,
                "https://idp.example",
                TENANT,
                groups,
                false,
                new TreeMap<>(),
                new TreeSet<>(),
                actor,
                end,
                "session"));
    }

    public static TokenReading refused(Reason reason) {
        return new TokenReading.Refused(reason, "it is \"bad\"", "Get another.");
    }

    /// At the gateway, from inside.
    public static Question question(Place place, SpiffeId carrier, String token, String method, String target) {
        return question(Point.EXT_AUTHZ, GATEWAY, place, carrier, token, method, target);
    }

    public static Question question(
            Point point, Asker asker, Place place, SpiffeId carrier, String token, String method, String target) {
        return new Question(
                point,
                asker,
                Optional.of(place),
                Optional.of(carrier),
                token.isEmpty() ? Optional.empty() : Optional.of(token),
                method,
                target,
                INSIDE,
                Question.Trail.NONE);
    }

    public static Principal user(String id) {
        return new Principal.User(PROVIDER, TENANT, id);
    }

    public static Principal agent(String id) {
        return new Principal.ServicePrincipal(PROVIDER, id);
    }

    public static Groups groups(String... ids) {
        return new Groups.Complete(new TreeSet<>(List.of(ids)));
    }

    public static Place dev(String name) {
        return new Place(new DocumentRef("SynapseWorkspace", "analytics", name), Endpoint.DEV);
    }

    public static Place sql(String name) {
        return new Place(dev(name).workspace(), Endpoint.SQL);
    }

    public static String host(Place place) {
        return place.endpoint().host(place.workspace().name(), "azuresynapse.net");
    }

    public static DocumentRef proxy(String namespace, String name) {
        return new DocumentRef("MeshProxy", namespace, name);
    }

    private static Asker asker(String namespace, String name, Asker.Proof proof) {
        return new Asker(SpiffeId.ofServiceAccount(DOMAIN, namespace, name), proxy(namespace, name), proof);
    }

    public static SynapseToken.Token synapseToken(String text) {
        return new SynapseToken.Token(
                SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)), START.plusSeconds(3600));
    }

    public Instant later(long seconds) {
        return now.plusSeconds(seconds);
    }

    public static Workspace workspace(DocumentRef ref, Enforcement enforcement, UpstreamCredential credential) {
        var id = new WorkspaceResourceId("33333333-3333-3333-3333-333333333333", "rg", ref.name());
        SortedMap<Endpoint, EndpointAddress> endpoints = new TreeMap<>();
        for (Endpoint endpoint : List.of(Endpoint.DEV, Endpoint.SQL)) {
            String host = endpoint.host(ref.name(), "azuresynapse.net");
            endpoints.put(endpoint, new EndpointAddress(endpoint, host, List.of(), endpoint.defaultPort()));
        }
        return new Workspace(
                Origin.of(ref, 1),
                id,
                SpiffeId.ofWorkspace(DOMAIN, id),
                endpoints,
                enforcement,
                credential,
                new UpstreamTrust.System());
    }

    private static List<RoleBinding> bindings() {
        return List.of(
                binding(
                        "readers",
                        "Synapse Artifact User",
                        Scope.WORKSPACE,
                        new Subject.Workload(NIGHTLY),
                        new Subject.User(PROVIDER, TENANT, "alice"),
                        new Subject.Group(PROVIDER, "readers"),
                        new Subject.Acting(
                                new Subject.ServicePrincipal(PROVIDER, AGENT), new Subject.Group(PROVIDER, "readers"))),
                binding(
                        "spark",
                        "Synapse Compute Operator",
                        Scope.item(ScopeKind.BIG_DATA_POOL, "pool1"),
                        new Subject.Group(PROVIDER, "spark")));
    }

    private static RoleBinding binding(String name, String role, Scope scope, Subject... subjects) {
        return new RoleBinding(
                Origin.of(new DocumentRef("SynapseRoleBinding", "analytics", name), 3),
                RoleCatalog.builtIn().find(role).orElseThrow(),
                scope,
                List.of(subjects));
    }

    private static List<AccessPolicy> policies() {
        Operation connect = new Operation.Connect();
        Operation read = new Operation.Act(DataAction.parse("artifacts/read"));
        var inside = new Condition(List.of(Cidr.parse("10.0.0.0/8")), new TreeMap<>());
        return List.of(
                policy(
                        "carriers",
                        Effect.ALLOW,
                        connect,
                        Condition.ALWAYS,
                        List.of(Endpoint.DEV),
                        new Subject.Workload(WEB),
                        new Subject.Workload(EDGE_ID)),
                policy(
                        "sql",
                        Effect.ALLOW,
                        connect,
                        Condition.ALWAYS,
                        List.of(Endpoint.SQL),
                        new Subject.Workload(NIGHTLY)),
                policy(
                        "carl",
                        Effect.ALLOW,
                        read,
                        inside,
                        List.of(Endpoint.DEV),
                        new Subject.User(PROVIDER, TENANT, "carl")),
                policy(
                        "banned",
                        Effect.DENY,
                        connect,
                        Condition.ALWAYS,
                        List.of(Endpoint.DEV),
                        new Subject.Group(PROVIDER, "banned")));
    }

    private static AccessPolicy policy(
            String name,
            Effect effect,
            Operation operation,
            Condition condition,
            List<Endpoint> endpoints,
            Subject... subjects) {
        return new AccessPolicy(
                Origin.of(new DocumentRef("SynapseAccessPolicy", "analytics", name), 2),
                effect,
                new TreeSet<>(endpoints),
                new TreeSet<>(List.of(operation)),
                List.of(subjects),
                condition);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
