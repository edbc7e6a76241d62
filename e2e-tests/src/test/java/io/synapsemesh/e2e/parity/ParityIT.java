package io.synapsemesh.e2e.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.e2e.harness.AuthorizerFake;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Envoy in front of generated worlds decides every closed request as core does, and no other request wider
/// (rules.md A, "Parity"). Read twice: from the answers, and from what Envoy counted.
///
/// `-Dsynapsemesh.parity.seed=…`, `.worlds=…` and `.questions=…` draw others and more: for the soak.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ParityIT {
    private static final Logger LOG = LoggerFactory.getLogger(ParityIT.class);
    private static final long SEED = Long.getLong("synapsemesh.parity.seed", 20_261_121);
    private static final int WORLDS = Integer.getInteger("synapsemesh.parity.worlds", 20);
    private static final int QUESTIONS = Integer.getInteger("synapsemesh.parity.questions", 10_400);
    private static final int OPEN_QUESTIONS = QUESTIONS / 4;
    private static final int SHOWN_MAX = 12;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ParityMesh mesh;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private GatewayClients clients;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private GatewayClients clientsOfMapper;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        mesh = ParityMesh.start(folder, SEED, WORLDS);
        clients = new GatewayClients(mesh.tls());
        clientsOfMapper = new GatewayClients(mesh.tlsOfMapper());
    }

    @AfterAll
    void stop() {
        mesh.close();
    }

    @Test
    void everyDocumentOfTheWorldsCounts() {
        assertThat(mesh.published().diagnostics())
                .as("what a document that is left out would have tested is not tested")
                .filteredOn(diagnostic -> diagnostic.severity() == Severity.ERROR)
                .isEmpty();
    }

    @Test
    void closedRequestsAreDecidedAsByCore() throws Exception {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds()) {
            questions.addAll(questions(world, mesh.askers().closed()).draw(QUESTIONS / WORLDS));
            questions.add(anyOf(questions, world).on("GET", "/" + "a".repeat(CanonicalPath.BYTES_MAX - 1)));
        }
        Map<World, GatewayCounts> wanted = counts();
        List<Asked> asked = clients.ask(questions);

        var expected = new Expected(routes());
        var differences = new ArrayList<String>();
        var byReason = new TreeMap<String, Integer>();
        for (Asked one : asked) {
            World world = one.question().world();
            Decision decision = one.question().decide(routes(), policy(world));
            byReason.merge(word(decision), 1, Integer::sum);
            expected.difference(one, decision).ifPresent(differences::add);
            wanted.merge(world, counted(one.question(), decision, true), GatewayCounts::plus);
        }
        LOG.info("closed requests: seed={} asked={} split={}", SEED, asked.size(), byReason);
        assertThat(shown(differences))
                .as("of %d differences", differences.size())
                .isEmpty();
        assertThat(counts()).as("what Envoy counted").isEqualTo(wanted);
        assertThat(byReason)
                .as("a split that tests something")
                .containsKeys(
                        "Allowed", "DeniedByPolicy", "NoGrant", "SourceNotAllowed", "UnknownRoute", "AmbiguousPath")
                .hasEntrySatisfying("Allowed", allowed -> assertThat(allowed).isGreaterThan(asked.size() / 5));
    }

    @Test
    void openRequestsAreDecidedAsByCoreWhereTheMapperIsAsked() throws Exception {
        var expected = new Expected(routes());
        var differences = new ArrayList<String>();
        var byReason = new TreeMap<String, Integer>();
        Map<World, GatewayCounts> wanted = counts();
        List<Asked> asked = clients.ask(openQuestions());
        for (Asked one : asked) {
            Decision decision =
                    one.question().decide(routes(), policy(one.question().world()));
            byReason.merge(word(decision), 1, Integer::sum);
            expected.difference(one, decision).ifPresent(differences::add);
            wanted.merge(one.question().world(), counted(one.question(), decision, false), GatewayCounts::plus);
        }
        LOG.info("open requests, mapper asked: seed={} asked={} split={}", SEED, asked.size(), byReason);
        assertThat(shown(differences))
                .as("of %d differences", differences.size())
                .isEmpty();
        assertThat(counts()).as("what Envoy counted").isEqualTo(wanted);
        assertThat(byReason)
                .as("a split that tests something")
                .containsKeys("Allowed", "DeniedByPolicy", "NoGrant", "GroupsUnknown", "ActorNotGranted");
    }

    /// Sources of truth that disagree for a moment: whatever the mapper says, a closed request is no wider than
    /// Envoy's own verdict, and no request than its carrier's.
    @Test
    void aMapperThatAllowsEverythingWidensNoClosedRequest() throws Exception {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds()) {
            questions.addAll(questions(world, mesh.askers().closed()).draw(OPEN_QUESTIONS / WORLDS));
        }
        mesh.mapper().answer(_ -> AuthorizerFake.allow());
        try {
            var wider = clients.ask(questions).stream()
                    .filter(one -> one.answer().status() == 200)
                    .filter(one -> !one.question()
                            .decide(routes(), policy(one.question().world()))
                            .passes())
                    .map(Asked::toString)
                    .toList();
            assertThat(shown(wider)).as("of %d wider answers", wider.size()).isEmpty();
        } finally {
            mesh.answerAsCore();
        }
    }

    @Test
    void theGatewayShowsTheMapperItsOwnCertificate() throws Exception {
        mesh.mapper().forget();
        clients.ask(openQuestions().subList(0, 20));
        assertThat(mesh.mapper().asked()).isNotEmpty().allSatisfy(asked -> {
            var certificate = (X509Certificate) asked.certificate().orElseThrow();
            assertThat(certificate.getSubjectAlternativeNames())
                    .containsExactly(List.of(6, "spiffe://demo.invalid/ns/mesh/sa/gateway"));
        });
    }

    /// The control plane's own mapper reads the tokens itself, and takes one with a claim of an odd shape for no token
    /// at all. Where a token is injected there is none to be had here, so nothing passes.
    @Test
    void theControlPlanesOwnMapperDecidesOpenRequestsAsCoreDoes() throws Exception {
        var questions = openQuestions();
        for (World world : mesh.worlds()) {
            questions.addAll(questions(world, mesh.askers().closed()).draw(OPEN_QUESTIONS / WORLDS));
        }
        var differences = new ArrayList<String>();
        var byReason = new TreeMap<String, Integer>();
        for (Asked one : clientsOfMapper.ask(questions)) {
            Decision decision =
                    one.question().decide(routes(), policy(one.question().world()));
            byReason.merge(word(decision), 1, Integer::sum);
            boolean passes = decision.passes() && !one.question().world().injects();
            boolean malformed = one.answer().status() == 401
                    && one.answer().body().contains("TokenMalformed")
                    && one.question().token().stream()
                            .noneMatch(token -> token.facts().closed());
            if (passes != (one.answer().status() == 200) && !malformed) {
                differences.add(one + "\n  core: " + decision);
            }
        }
        LOG.info("requests, the control plane's own mapper asked: seed={} split={}", SEED, byReason);
        assertThat(shown(differences))
                .as("of %d differences", differences.size())
                .isEmpty();
        assertThat(byReason).containsKeys("Allowed", "DeniedByPolicy", "GroupsUnknown", "ActorNotGranted");
    }

    private List<Question> openQuestions() {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds()) {
            questions.addAll(questions(world, mesh.askers().open()).draw(OPEN_QUESTIONS / WORLDS));
        }
        questions.removeIf(question -> question.token().isEmpty());
        return questions;
    }

    @Test
    void openRequestsAreDeniedWithoutAMapperAndNeverWiderThanCore() throws Exception {
        var questions = openQuestions();
        mesh.mapper().answer(_ -> {
            throw new IllegalStateException("nobody is there");
        });
        var wider = new ArrayList<String>();
        var byReason = new TreeMap<String, Integer>();
        List<Asked> asked;
        try {
            asked = clients.ask(questions);
        } finally {
            mesh.answerAsCore();
        }
        for (Asked one : asked) {
            PolicyIr policy = policy(one.question().world());
            Decision decision = one.question().decide(routes(), policy);
            byReason.merge(
                    "core " + word(decision) + ", gateway " + one.answer().status(), 1, Integer::sum);
            boolean mayPass = policy.enforcement() == Enforcement.AUDIT && decision.passes();
            boolean refused = one.answer().status() == (isAmbiguous(decision) ? 400 : 403);
            if (!refused && !mayPass) {
                wider.add(one + "\n  core: " + decision);
            }
        }
        LOG.info("open requests: seed={} split={}", SEED, byReason);
        assertThat(shown(wider)).as("of %d wider answers", wider.size()).isEmpty();
        assertThat(byReason).as("a split that tests something").containsKey("core Allowed, gateway 403");
    }

    @Test
    void tokensOfNoClearKindAreNeverDecidedWiderThanCore() throws Exception {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds()) {
            questions.addAll(questions(world, mesh.askers().unclear()).draw(OPEN_QUESTIONS / 4 / WORLDS));
        }
        var wider = clients.ask(questions).stream()
                .filter(one -> one.answer().status() == 200)
                .filter(one -> !one.question()
                        .decide(routes(), policy(one.question().world()))
                        .passes())
                .map(Asked::toString)
                .toList();
        assertThat(shown(wider)).as("of %d wider answers", wider.size()).isEmpty();
    }

    @Test
    void forgedTokensAreRefusedBeforeAnythingIsDecided() throws Exception {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds()) {
            Question allowed = anyAllowed(world);
            mesh.askers().forged().forEach(token -> questions.add(allowed.with(Optional.of(token))));
        }
        Map<World, GatewayCounts> before = counts();
        for (Asked one : clients.ask(questions)) {
            assertThat(one.answer().status()).as("%s", one).isEqualTo(401);
            assertThat(one.answer().body()).as("%s", one).startsWith("{\"code\":\"AuthenticationFailed\",\"message\":");
        }
        assertThat(upstreamRequests()).isEqualTo(upstream(before));
    }

    @Test
    void pathsThatAreNotCanonicalAreRefused() throws Exception {
        var questions = new ArrayList<Question>();
        for (World world : mesh.worlds().subList(0, Math.min(4, WORLDS))) {
            Question allowed = anyAllowed(world);
            for (String target : RefusedPaths.all()) {
                assertThat(CanonicalPath.read(target)).as(target).isInstanceOf(PathReading.Refused.class);
                questions.add(allowed.on("GET", target));
                questions.add(allowed.with(Optional.empty()).on("PUT", target));
            }
        }
        Map<World, GatewayCounts> before = counts();
        var differences = clients.ask(questions).stream()
                .filter(one ->
                        one.answer().status() != 400 || !one.answer().body().equals(Expected.MALFORMED))
                .map(Asked::toString)
                .toList();
        assertThat(shown(differences))
                .as("of %d differences", differences.size())
                .isEmpty();
        assertThat(upstreamRequests()).isEqualTo(upstream(before));
    }

    @Test
    void sqlConnectionsAreDecidedAsByCore() throws Exception {
        var calls = new ArrayList<SqlCall>();
        for (World world : mesh.worlds()) {
            for (Endpoint endpoint : List.of(Endpoint.SQL, Endpoint.SQL_ON_DEMAND)) {
                Cast.CARRIERS.forEach(carrier ->
                        Cast.SOURCES.forEach(source -> calls.add(new SqlCall(world, endpoint, carrier, source))));
            }
        }
        var wanted = new TreeMap<String, Long>();
        var byReason = new TreeMap<String, Integer>();
        for (SqlCall call : calls) {
            Decision decision = call.decide(policy(call.world()));
            byReason.merge(word(decision), 1, Integer::sum);
            wanted.merge(call.world() + " " + call.endpoint(), decision.passes() ? 1L : 0L, Long::sum);
        }
        var differences = new ArrayList<String>();
        var answered = answered(calls);
        for (int i = 0; i < calls.size(); i++) {
            Decision decision = calls.get(i).decide(policy(calls.get(i).world()));
            if (decision.passes() != answered.get(i)) {
                differences.add(calls.get(i) + "\n  core: " + decision + "\n  answered: " + answered.get(i));
            }
        }
        LOG.info("connections: seed={} asked={} split={}", SEED, calls.size(), byReason);
        assertThat(shown(differences))
                .as("of %d differences", differences.size())
                .isEmpty();
        var dialled = calls.stream()
                .collect(Collectors.toMap(
                        call -> call.world() + " " + call.endpoint(),
                        call -> mesh.upstream()
                                .sql(call.world(), call.endpoint())
                                .connections(),
                        (one, same) -> one,
                        TreeMap::new));
        assertThat(dialled).as("no dial before the decision").isEqualTo(wanted);
        var stats = mesh.envoy().admin().stats("^synapsemesh\\.rbac\\.(allowed|denied)$");
        long refused = calls.size() - byReason.getOrDefault("EndpointDisabled", 0) - sum(wanted);
        assertThat(stats)
                .isEqualTo(Map.of("synapsemesh.rbac.allowed", sum(wanted), "synapsemesh.rbac.denied", refused));
        assertThat(byReason)
                .containsKeys("Allowed", "NoGrant", "DeniedByPolicy", "SourceNotAllowed", "EndpointDisabled");
    }

    private List<Boolean> answered(List<SqlCall> calls) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var tasks = calls.stream()
                    .<Callable<Boolean>>map(call -> () -> call.isAnswered(mesh.tls()))
                    .toList();
            var answered = new ArrayList<Boolean>();
            for (var done : threads.invokeAll(tasks)) {
                answered.add(done.get());
            }
            return answered;
        }
    }

    /// What one request must add to Envoy's counters. A shadow knows the verdict also where Audit lets pass.
    private GatewayCounts counted(Question question, Decision decision, boolean closed) {
        boolean passes = decision.passes();
        boolean verdict = closed
                && question.decide(routes(), enforced(policy(question.world()))).passes();
        boolean answeredHere = isAmbiguous(decision);
        boolean asked = !answeredHere && (!verdict || question.world().injects());
        return new GatewayCounts(
                passes || answeredHere ? 1 : 0,
                0,
                verdict ? 1 : 0,
                verdict ? 0 : 1,
                asked && passes ? 1 : 0,
                asked && !passes ? 1 : 0,
                passes ? 1 : 0,
                passes ? 0 : 1);
    }

    private static PolicyIr enforced(PolicyIr policy) {
        return new PolicyIr(
                policy.workspace(), policy.name(), policy.identity(), Enforcement.ENFORCE, policy.endpoints());
    }

    private static boolean isAmbiguous(Decision decision) {
        return decision instanceof Decision.Deny deny && deny.reason() == Reason.AMBIGUOUS_PATH;
    }

    private static String word(Decision decision) {
        return switch (decision) {
            case Decision.Deny deny -> deny.reason().documentName();
            case Decision.Allow allow ->
                allow.wouldDeny()
                        .map(would -> "Allowed, would be " + would.reason().documentName())
                        .orElse("Allowed");
        };
    }

    private Questions questions(World world, List<MeshToken> tokens) {
        return new Questions(world, policy(world), routes(), tokens, world.seed());
    }

    private Question anyAllowed(World world) {
        return questions(world, mesh.askers().closed()).draw(30).stream()
                .filter(question -> question.decide(routes(), policy(world)).passes())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("core allows nothing in " + world));
    }

    private static Question anyOf(List<Question> questions, World world) {
        return questions.stream()
                .filter(question -> question.world().equals(world))
                .findFirst()
                .orElseThrow();
    }

    private Map<World, GatewayCounts> counts() {
        var counts = new HashMap<World, GatewayCounts>();
        mesh.worlds()
                .forEach(world ->
                        counts.put(world, GatewayCounts.read(mesh.envoy().admin(), world)));
        return counts;
    }

    private long upstreamRequests() {
        return upstream(counts());
    }

    private static long upstream(Map<World, GatewayCounts> counts) {
        return counts.values().stream().mapToLong(GatewayCounts::upstream).sum();
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private PolicyIr policy(World world) {
        return mesh.policy(world);
    }

    private RouteTable routes() {
        return mesh.published().routes();
    }

    private static List<String> shown(List<String> differences) {
        return differences.stream().limit(SHOWN_MAX).toList();
    }
}
