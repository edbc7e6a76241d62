package io.synapsemesh.core.policy;

import io.synapsemesh.core.net.Cidr;
import static io.synapsemesh.core.policy.Cast.LOADER;
import static io.synapsemesh.core.policy.Cast.NOBODY;
import static io.synapsemesh.core.policy.Cast.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.UpstreamCredential;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Laws of the decision, over worlds small enough that rules meet requests often.
final class DeciderPropertyTest {
    /// Adds one document to a scene.
    private interface Document extends Consumer<Scene> {}

    private record Asked(SpiffeId carrier, Caller caller, String line, String source) {
        Decision of(Scene scene) {
            return line.equals("sql") ? scene.sql(carrier) : scene.devFrom(source, carrier, caller, line);
        }

        Asked by(Caller other) {
            return new Asked(carrier, other, line, source);
        }
    }

    @Property
    void addingADenyNeverTurnsADenyIntoAnAllow(
            @ForAll("worlds") List<Document> world, @ForAll("denies") Document deny, @ForAll("asked") Asked asked) {
        if (asked.of(scene(world, deny)).passes()) {
            assertThat(asked.of(scene(world)).passes()).isTrue();
        }
    }

    @Property
    void addingAnAllowNeverTurnsAnAllowIntoADeny(
            @ForAll("worlds") List<Document> world, @ForAll("allows") Document allow, @ForAll("asked") Asked asked) {
        if (asked.of(scene(world)).passes()) {
            assertThat(asked.of(scene(world, allow)).passes()).isTrue();
        }
    }

    /// With a line that names a group in each world, or the law would seldom be put to the test.
    @Property
    void knowingLessOfTheGroupsNeverWidens(
            @ForAll("worlds") List<Document> world, @ForAll boolean denied, @ForAll("asked") Asked asked) {
        Document ofGroup = denied
                ? scene -> scene.bind("Synapse Administrator", Scope.WORKSPACE, Cast.user("alice"))
                        .deny("dev", "artifacts/read", Cast.group("g"))
                : scene -> scene.bind("Synapse Administrator", Scope.WORKSPACE, Cast.group("g"));
        if (asked.caller() instanceof Caller.Bearer bearer) {
            for (Groups whole : List.of(Cast.complete("g"), Cast.complete())) {
                if (!asked.by(with(bearer, whole)).of(scene(world, ofGroup)).passes()) {
                    Groups part = new Groups.Partial(((Groups.Complete) whole).ids());
                    for (Groups less : List.of(part, new Groups.Unknown())) {
                        assertThat(asked.by(with(bearer, less))
                                        .of(scene(world, ofGroup))
                                        .passes())
                                .isFalse();
                    }
                }
            }
        }
    }

    @Property
    void aCallerWithATokenIsUnaffectedByActionsGrantedToTheCarrier(
            @ForAll("worlds") List<Document> world, @ForAll("asked") Asked asked) {
        Document toCarrier = scene -> scene.allow(
                "dev", "artifacts/read, bigDataPools/useCompute/action, unknownRoute GET /preview", carrier(asked));
        if (asked.caller() instanceof Caller.Bearer) {
            assertThat(asked.of(scene(world, toCarrier)).passes())
                    .isEqualTo(asked.of(scene(world)).passes());
        }
    }

    @Property
    void theCarrierIsUnaffectedByGrantsToCallersWithAToken(
            @ForAll("worlds") List<Document> world, @ForAll("tokens") Subject subject, @ForAll("asked") Asked asked) {
        Document toCaller = scene -> scene.bind("Synapse Administrator", Scope.WORKSPACE, subject);
        Asked alone = asked.by(NOBODY);
        assertThat(alone.of(scene(world, toCaller)).passes())
                .isEqualTo(alone.of(scene(world)).passes());
    }

    @Property
    void aGrantAtAnItemNeverCoversItsSibling(
            @ForAll("worlds") List<Document> world, @ForAll("subjects") Subject subject, @ForAll("asked") Asked asked) {
        Document atPool = scene ->
                scene.bind("Synapse Compute Operator", Scope.item(ScopeKind.BIG_DATA_POOL, "sibling"), subject);
        Document connectOnly = scene -> scene.bind("Synapse User", Scope.WORKSPACE, subject);
        var batch = new Asked(
                asked.carrier(), asked.caller(), "POST /livyApi/versions/v/sparkPools/p1/batches", asked.source());
        assertThat(batch.of(scene(world, atPool)).passes())
                .isEqualTo(batch.of(scene(world, connectOnly)).passes());
    }

    @Property
    void theOrderOfDocumentsDoesNotMatter(
            @ForAll("worlds") List<Document> world, @ForAll Random random, @ForAll("asked") Asked asked) {
        Scene scene = scene(world);
        Compiled before = scene.compile();
        Decision decided = asked.of(scene);
        Collections.shuffle(scene.bindings, random);
        Collections.shuffle(scene.policies, random);
        assertThat(scene.compile()).isEqualTo(before);
        assertThat(PolicyText.print(scene.compile().policy())).isEqualTo(PolicyText.print(before.policy()));
        assertThat(asked.of(scene)).isEqualTo(decided);
    }

    @Property
    void auditNeverChangesWhatEnforcingDeniesDeny(
            @ForAll("worlds") List<Document> world, @ForAll("asked") Asked asked) {
        Decision enforced = asked.of(scene(world));
        Decision audited = asked.of(fill(new Scene(Enforcement.AUDIT, UpstreamCredential.PASS_THROUGH), world));
        boolean denied = enforced instanceof Decision.Deny deny && deny.reason() == Reason.DENIED_BY_POLICY;
        assertThat(audited.passes()).isEqualTo(!denied);
        if (denied || enforced.passes()) {
            assertThat(audited).isEqualTo(enforced);
        } else {
            assertThat(((Decision.Allow) audited).wouldDeny()).contains((Decision.Deny) enforced);
        }
    }

    @Property
    void aDenyOnTrialNeverChangesAVerdict(
            @ForAll("worlds") List<Document> world, @ForAll("subjects") Subject subject, @ForAll("asked") Asked asked) {
        Document trial = scene -> scene.policy(Effect.AUDIT_DENY, "dev sql", "connect", Condition.ALWAYS, subject);
        assertThat(asked.of(scene(world, trial)).passes())
                .isEqualTo(asked.of(scene(world)).passes());
        assertThat(asked.of(scene(world, trial)).determining())
                .isEqualTo(asked.of(scene(world)).determining());
    }

    @Provide
    Arbitrary<List<Document>> worlds() {
        Document open = scene -> scene.allow("dev sql", "connect", Cast.workload(LOADER));
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(5, allows()), net.jqwik.api.Tuple.of(1, denies()))
                .list()
                .ofMaxSize(6)
                .map(documents -> {
                    var world = new java.util.ArrayList<>(documents);
                    world.add(open);
                    return world;
                });
    }

    @Provide
    Arbitrary<Document> denies() {
        return policies(Effect.DENY);
    }

    @Provide
    Arbitrary<Document> allows() {
        Arbitrary<Document> bindings = Combinators.combine(
                        Arbitraries.of("Synapse Administrator", "Synapse User", "Synapse Compute Operator"),
                        Arbitraries.of(Scope.WORKSPACE, Scope.item(ScopeKind.BIG_DATA_POOL, "p1")),
                        subjects())
                .as((role, scope, subject) -> scene -> scene.bind(role, scope, subject));
        return Arbitraries.oneOf(bindings, policies(Effect.ALLOW));
    }

    private Arbitrary<Document> policies(Effect effect) {
        Arbitrary<Condition> conditions = Arbitraries.of(
                Condition.ALWAYS,
                Condition.ALWAYS,
                new Condition(List.of(Cidr.parse("10.0.0.0/8")), new TreeMap<>()),
                new Condition(List.of(), new TreeMap<>(Map.of("env", "prod"))));
        return Combinators.combine(
                        Arbitraries.of("dev", "sql", "dev sql"),
                        Arbitraries.of(
                                "connect",
                                "artifacts/read",
                                "bigDataPools/useCompute/action",
                                "unknownRoute GET /preview"),
                        conditions,
                        subjects())
                .as((doors, what, condition, subject) ->
                        scene -> scene.policy(effect, doors, what, condition, subject));
    }

    @Provide
    Arbitrary<Subject> subjects() {
        return Arbitraries.oneOf(Arbitraries.of(Cast.workload(LOADER), Cast.workload(OTHER)), tokens());
    }

    @Provide
    Arbitrary<Subject> tokens() {
        return Arbitraries.of(
                Cast.group("g"),
                Cast.user("alice"),
                Cast.application("copilot"),
                Cast.job(Map.of("env", "prod")),
                Cast.acting(Cast.application("copilot"), Cast.group("g")));
    }

    @Provide
    Arbitrary<Asked> asked() {
        Arbitrary<Groups> groups = Arbitraries.of(
                Cast.complete("g"), Cast.complete(), Cast.partial("g"), Cast.partial(), new Groups.Unknown());
        Arbitrary<Caller> bearers = Combinators.combine(
                        Arbitraries.of(Cast.ALICE, Cast.AGENT),
                        groups,
                        Arbitraries.of(Map.of("env", "prod"), Map.of("env", "dev"), Map.<String, String>of()),
                        Arbitraries.of(Set.of("env"), Set.<String>of()),
                        Arbitraries.of(Optional.of(Cast.AGENT), Optional.<io.synapsemesh.core.caller.Principal>empty()))
                .as((principal, known, claims, odd, actor) -> new Caller.Bearer(
                        principal,
                        "entra",
                        known,
                        new TreeMap<>(odd.isEmpty() ? claims : Map.of()),
                        new TreeSet<>(odd),
                        actor));
        return Combinators.combine(
                        Arbitraries.of(LOADER, LOADER, OTHER),
                        Arbitraries.oneOf(Arbitraries.just(NOBODY), bearers, bearers),
                        Arbitraries.of(
                                "GET /workspace",
                                "GET /pipelines",
                                "POST /livyApi/versions/v/sparkPools/p1/batches",
                                "POST /pipelines/p/createRun",
                                "GET /preview/x",
                                "sql"),
                        Arbitraries.of("10.1.2.3", "203.0.113.7"))
                .as(Asked::new);
    }

    private static Subject carrier(Asked asked) {
        return Cast.workload(asked.carrier());
    }

    private static Caller with(Caller.Bearer bearer, Groups groups) {
        return new Caller.Bearer(
                bearer.principal(), bearer.provider(), groups, bearer.claims(), bearer.oddClaims(), bearer.actor());
    }

    private static Scene scene(List<Document> world, Document... more) {
        return fill(fill(new Scene(), world), List.of(more));
    }

    private static Scene fill(Scene scene, List<Document> documents) {
        documents.forEach(document -> document.accept(scene));
        return scene;
    }
}
