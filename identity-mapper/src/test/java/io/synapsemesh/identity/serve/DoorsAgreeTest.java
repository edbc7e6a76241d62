package io.synapsemesh.identity.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.RoleCatalog;
import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.AccessPolicy;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.RoleBinding;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.core.policy.Condition;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.DevRequest;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.PolicyCompiler;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.route.PathTemplate;
import io.synapsemesh.core.route.Route;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.identity.decide.DeskScene;
import io.synapsemesh.identity.decide.Place;
import io.synapsemesh.identity.decide.Site;
import io.synapsemesh.identity.token.TokenReading;
import io.synapsemesh.identity.token.VerifiedToken;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The two doors and `core` give one answer on generated questions: worlds of random bindings, policies and Denies,
/// tokens that tell their groups, some of them or none, agents, good and odd paths. Five thousand questions in a build,
/// more with `-Dsynapsemesh.soak.decisions=100000`; the seed is in each failure.
final class DoorsAgreeTest {
    private static final int QUESTIONS = Integer.getInteger("synapsemesh.soak.decisions", 5_000);
    private static final long SEED = Long.getLong("synapsemesh.soak.seed", 20_261_121);
    private static final int WORLDS = 10;
    private static final String PROVIDER = "entra";
    private static final List<String> GROUPS = List.of("g0", "g1", "g2", "g3");
    private static final List<String> USERS = List.of("u0", "u1", "u2");
    private static final List<SpiffeId> CARRIERS =
            List.of(DeskScene.NIGHTLY, DeskScene.WEB, DeskScene.STRANGER, DeskScene.EDGE_ID);
    private static final List<InetAddress> SOURCES = List.of(DeskScene.INSIDE, DeskScene.OUTSIDE);
    private static final List<String> ODD =
            List.of("//pipelines", "/pipelines/a%2Fb", "/pipelines/..", "/pipelines;x", "/a#b", "", "/no/such/route");

    private final Random random = new Random(SEED);
    private final DeskScene scene = new DeskScene();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Optional<VerifiedToken>> cast = new TreeMap<>();
    private final Map<Reason, Integer> seen = new EnumMap<>(Reason.class);

    private record Asked(
            Place place, SpiffeId carrier, String token, String method, String target, InetAddress source) {}

    @Test
    void extAuthzAuthRequestAndCoreAgree() {
        for (int i = 0; i < WORLDS; i++) {
            places.add(DeskScene.dev("world" + i));
            world(places.get(i), i % 3 == 2 ? Enforcement.AUDIT : Enforcement.ENFORCE);
        }
        attach();
        cast();
        var doors = new Doors(scene);
        int audited = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Asked asked = asked();
            Decision gateway = oracle(asked);
            CheckResponse envoy = doors.check(Doors.attributes(
                    asked.place(),
                    asked.carrier(),
                    asked.token(),
                    asked.method(),
                    asked.target(),
                    asked.source().getHostAddress()));
            String about = "seed " + SEED + " question " + i + " " + asked;
            assertThat(Doors.status(envoy)).as(about).isEqualTo(status(gateway));
            assertThat(Doors.word(envoy, "reason"))
                    .as(about)
                    .isEqualTo(reason(gateway).documentName());
            count(reason(gateway));
            audited += gateway.passes() && reason(gateway) != Reason.GRANTED ? 1 : 0;

            Decision edge = oracle(new Asked(
                    asked.place(), DeskScene.EDGE_ID, asked.token(), asked.method(), asked.target(), asked.source()));
            AuthAnswer nginx = doors.auth(
                    DeskScene.EDGE,
                    Doors.edge(asked.place(), asked.token(), asked.method(), asked.target())
                            .with("X-Synapsemesh-Source", asked.source().getHostAddress()));
            assertThat(nginx.status())
                    .as("at the edge, %s", about)
                    .isEqualTo(edge.passes() ? 204 : reason(edge).httpStatus() == 401 ? 401 : 403);
            if (nginx.status() == 403) {
                assertThat(nginx.headers().get("X-Synapsemesh-Reason"))
                        .as(about)
                        .isEqualTo(reason(edge).documentName());
            }
        }
        assertThat(seen.keySet())
                .as("the questions reach every answer there is: %s", seen)
                .contains(
                        Reason.GRANTED,
                        Reason.NO_GRANT,
                        Reason.DENIED_BY_POLICY,
                        Reason.UNKNOWN_ROUTE,
                        Reason.AMBIGUOUS_PATH,
                        Reason.GROUPS_UNKNOWN,
                        Reason.ACTOR_NOT_GRANTED,
                        Reason.USER_NOT_GRANTED,
                        Reason.SOURCE_NOT_ALLOWED,
                        Reason.BAD_SIGNATURE);
        assertThat(seen.get(Reason.GRANTED)).isGreaterThan(QUESTIONS / 20);
        assertThat(audited).isPositive();
        assertThat(scene.events).as("every answer is in the log").hasSize(2 * QUESTIONS);
    }

    private void count(Reason reason) {
        seen.merge(reason, 1, Integer::sum);
    }

    /// What core says, told everything: the groups as the directory knows them.
    private Decision oracle(Asked asked) {
        Site site = scene.site(asked.place());
        Optional<VerifiedToken> token =
                asked.token().isEmpty() ? Optional.empty() : java.util.Objects.requireNonNull(cast.get(asked.token()));
        Caller caller = token.<Caller>map(it -> it.caller(known(it, site))).orElse(new Caller.Carrier());
        Decision decision = new DevRequest(asked.carrier(), caller, asked.method(), asked.target(), asked.source())
                .decide(RouteTable.builtIn(), site.policy());
        if (reason(decision) == Reason.AMBIGUOUS_PATH) {
            return decision;
        }
        if (!asked.token().isEmpty() && token.isEmpty()) {
            return new Decision.Deny(Reason.BAD_SIGNATURE, List.of(), List.of());
        }
        // Only as the carrier of its own question does an edge come without a token.
        return asked.token().isEmpty() && asked.carrier().equals(DeskScene.EDGE_ID)
                ? new Decision.Deny(Reason.NO_CREDENTIAL, List.of(), List.of())
                : decision;
    }

    private Groups known(VerifiedToken token, Site site) {
        if (token.groups().isComplete()
                || site.mentioned().getOrDefault(PROVIDER, new TreeSet<>()).isEmpty()) {
            return token.groups();
        }
        return scene.directory.getOrDefault(token.principal().print(), token.groups());
    }

    private static Reason reason(Decision decision) {
        return switch (decision) {
            case Decision.Allow(var _, var wouldDeny) ->
                wouldDeny.map(Decision.Deny::reason).orElse(Reason.GRANTED);
            case Decision.Deny(Reason reason, var _, var _) -> reason;
        };
    }

    private static int status(Decision decision) {
        return decision.passes() ? 200 : reason(decision).httpStatus();
    }

    private Asked asked() {
        var names = new ArrayList<>(cast.keySet());
        String token = random.nextInt(8) == 0 ? "" : one(names);
        var routes = RouteTable.builtIn().routes();
        Route route = one(routes);
        String target = random.nextInt(12) == 0 ? one(ODD) : target(route.template());
        // An edge is a carrier at a gateway only with the token it forwards.
        SpiffeId carrier = token.isEmpty() ? one(CARRIERS.subList(0, 3)) : one(CARRIERS);
        return new Asked(one(places), carrier, token, one(new ArrayList<>(route.methods())), target, one(SOURCES));
    }

    private String target(PathTemplate template) {
        var path = new StringBuilder();
        for (PathTemplate.Segment segment : template.segments()) {
            path.append('/')
                    .append(
                            switch (segment) {
                                case PathTemplate.Segment.Literal(String text) ->
                                    random.nextInt(10) == 0 ? text.toUpperCase(java.util.Locale.ROOT) : text;
                                case PathTemplate.Segment.Variable _ ->
                                    one(List.of("pool1", "Pool1", "pool2", "x", "a%20b"));
                                case PathTemplate.Segment.Rest _ -> "x/y";
                            });
        }
        return path + (random.nextInt(5) == 0 ? "?q=//../%2F" : "");
    }

    private void attach() {
        Place[] all = places.toArray(Place[]::new);
        scene.add(DeskScene.GATEWAY, Proxy.Role.GATEWAY, all);
        scene.add(DeskScene.EDGE, Proxy.Role.EDGE, all);
    }

    /// Users and applications, with groups told, in part or not at all; the directory knows some of them.
    private void cast() {
        for (int i = 0; i < 24; i++) {
            Principal principal = i % 4 == 3 ? DeskScene.agent("app" + i % 2) : DeskScene.user(one(USERS) + "-" + i);
            if (i < USERS.size()) {
                principal = DeskScene.user(USERS.get(i));
            }
            SortedSet<String> real = some(GROUPS);
            Groups told = switch (i % 3) {
                case 0 -> new Groups.Complete(real);
                case 1 -> new Groups.Unknown();
                default ->
                    new Groups.Partial(new TreeSet<>(real.stream().limit(1).toList()));
            };
            if (!told.isComplete() && i % 2 == 0) {
                scene.directory.put(principal.print(), new Groups.Complete(real));
            } else if (!told.isComplete()) {
                scene.directory.put(principal.print(), told);
            }
            Optional<Principal> actor = i % 5 == 4 ? Optional.of(DeskScene.agent("agent" + i % 2)) : Optional.empty();
            TokenReading reading = DeskScene.verified(principal, told, actor, Instant.parse("2030-01-01T00:00:00Z"));
            scene.tokens.put("t" + i, reading);
            cast.put("t" + i, Optional.of(((TokenReading.Verified) reading).token()));
        }
        scene.tokens.put("forged", DeskScene.refused(Reason.BAD_SIGNATURE));
        cast.put("forged", Optional.empty());
    }

    private void world(Place place, Enforcement enforcement) {
        Workspace workspace = DeskScene.workspace(place.workspace(), enforcement, UpstreamCredential.PASS_THROUGH);
        var bindings = new ArrayList<RoleBinding>();
        for (int i = 0; i < 6; i++) {
            RoleDefinition role = one(RoleCatalog.builtIn().roles());
            Scope scope = random.nextInt(3) == 0 ? Scope.item(ScopeKind.BIG_DATA_POOL, "pool1") : Scope.WORKSPACE;
            bindings.add(new RoleBinding(
                    Origin.of(new DocumentRef("SynapseRoleBinding", "analytics", "b" + i), 1),
                    role,
                    scope,
                    List.of(subject(true), subject(true))));
        }
        var policies = new ArrayList<AccessPolicy>();
        policies.add(policy("carriers", Effect.ALLOW, new Operation.Connect(), Condition.ALWAYS, carriers()));
        for (int i = 0; i < 3; i++) {
            var action = new Operation.Act(one(
                    List.of(DataAction.READ, DataAction.parse("artifacts/read"), DataAction.parse("pipelines/write"))));
            policies.add(policy("allow" + i, Effect.ALLOW, action, condition(), List.of(subject(false))));
        }
        Effect effect = random.nextInt(3) == 0 ? Effect.AUDIT_DENY : Effect.DENY;
        if (random.nextInt(3) > 0) {
            var action = new Operation.Act(DataAction.parse("artifacts/read"));
            policies.add(policy("deny", effect, action, condition(), List.of(subject(true))));
        }
        scene.add(Site.of(
                workspace, PolicyCompiler.compile(workspace, bindings, policies).policy()));
    }

    private List<Subject> carriers() {
        var carriers = new ArrayList<Subject>();
        carriers.add(new Subject.Workload(DeskScene.WEB));
        carriers.add(new Subject.Workload(DeskScene.EDGE_ID));
        if (random.nextBoolean()) {
            carriers.add(new Subject.Workload(DeskScene.NIGHTLY));
        }
        return carriers;
    }

    private Condition condition() {
        return random.nextBoolean()
                ? Condition.ALWAYS
                : new Condition(List.of(Cidr.parse("10.0.0.0/8")), new TreeMap<>());
    }

    private Subject subject(boolean anybody) {
        return switch (random.nextInt(anybody ? 6 : 4)) {
            case 0 -> new Subject.User(PROVIDER, "t1", one(USERS));
            case 1 -> new Subject.Group(PROVIDER, one(GROUPS));
            case 2 -> new Subject.Group(PROVIDER, one(GROUPS));
            case 3 -> new Subject.ServicePrincipal(PROVIDER, "app" + random.nextInt(2));
            case 4 -> new Subject.Workload(one(CARRIERS));
            default ->
                new Subject.Acting(
                        new Subject.ServicePrincipal(PROVIDER, "agent" + random.nextInt(2)),
                        new Subject.Group(PROVIDER, one(GROUPS)));
        };
    }

    private static AccessPolicy policy(
            String name, Effect effect, Operation operation, Condition condition, List<Subject> subjects) {
        return new AccessPolicy(
                Origin.of(new DocumentRef("SynapseAccessPolicy", "analytics", name), 1),
                effect,
                new TreeSet<>(List.of(Endpoint.DEV)),
                new TreeSet<>(List.of(operation)),
                subjects,
                condition);
    }

    private SortedSet<String> some(List<String> of) {
        var some = new TreeSet<String>();
        of.stream().filter(_ -> random.nextInt(3) == 0).forEach(some::add);
        return some;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
