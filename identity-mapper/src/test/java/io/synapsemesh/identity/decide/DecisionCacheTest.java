package io.synapsemesh.identity.decide;

import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.NIGHTLY;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static io.synapsemesh.identity.decide.DeskScene.STRANGER;
import static io.synapsemesh.identity.decide.DeskScene.WEB;
import static io.synapsemesh.identity.decide.DeskScene.question;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.core.route.Required;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Nobody is ever given another's decision, and none outlives what it rests on.
final class DecisionCacheTest {
    private final DeskScene scene = new DeskScene();
    private final DecisionDesk desk = scene.desk();

    private Verdict ask(String token) {
        return ask(question(CONTOSO, WEB, token, "GET", READ));
    }

    private Verdict ask(Question question) {
        return desk.decide(desk.now(), question);
    }

    @Test
    void anEqualQuestionIsNotJudgedAgainButHasAnIdAndALineOfItsOwn() {
        Verdict first = ask("alice");
        Verdict second = ask("alice");
        assertThat(scene.tokensRead).hasValue(1);
        assertThat(second.decisionId()).isNotEqualTo(first.decisionId());
        assertThat(scene.events).hasSize(2);
        ask(question(CONTOSO, WEB, "alice", "GET", "/PipeLines?x=1"));
        assertThat(scene.tokensRead).as("it requires the same").hasValue(1);
    }

    @Test
    void twoIdentitiesNeverShareADecision() {
        assertThat(ask("alice").allowed()).isTrue();
        assertThat(ask("nobody").allowed()).isFalse();
        assertThat(ask("alicE").reason()).as("another text is another token").isEqualTo(Reason.TOKEN_MALFORMED);
        assertThat(ask(question(CONTOSO, STRANGER, "alice", "GET", READ)).allowed())
                .isFalse();
        assertThat(ask(question(CONTOSO, NIGHTLY, "", "GET", READ)).allowed()).isTrue();
        assertThat(ask(question(CONTOSO, WEB, "", "GET", READ)).allowed()).isFalse();
        assertThat(ask("alice").principals()).first().isEqualTo("user:entra/t1/alice");
    }

    /// Their lower bytes are those of `alice`.
    @Test
    void aTextThatIsNotAsciiIsNobodysName() {
        assertThat(ask("alice").allowed()).isTrue();
        String wide = "\u0161lice";
        assertThat(Fingerprint.of(wide)).isEmpty();
        assertThat(ask(wide).reason()).isEqualTo(Reason.TOKEN_MALFORMED);
        assertThat(Fingerprint.of("a".repeat(Fingerprint.CHARS_MAX + 1))).isEmpty();
        assertThat(Fingerprint.of("x".repeat(5_000))).isNotEqualTo(Fingerprint.of("x".repeat(5_001)));
    }

    @Test
    void otherPlacesMethodsPathsAndAddressesAreOtherQuestions() {
        ask("alice");
        ask(question(DeskScene.TRIAL, WEB, "alice", "GET", READ));
        ask(question(CONTOSO, WEB, "alice", "PUT", "/pipelines/p"));
        ask(question(CONTOSO, WEB, "alice", "GET", "/workspace"));
        ask(question(Point.AUTH_REQUEST, DeskScene.EDGE, CONTOSO, DeskScene.EDGE_ID, "alice", "GET", READ));
        var outside = question(CONTOSO, WEB, "alice", "GET", READ);
        ask(new Question(
                outside.point(),
                outside.asker(),
                outside.place(),
                outside.carrier(),
                outside.token(),
                outside.method(),
                outside.target(),
                DeskScene.OUTSIDE,
                outside.trail()));
        assertThat(scene.tokensRead).hasValue(6);
    }

    @Test
    void aRemovedBindingCountsWithTheNextRequest() {
        assertThat(ask("alice").allowed()).isTrue();
        scene.revoke(CONTOSO, new Subject.User("entra", "t1", "alice"));
        Verdict after = ask("alice");
        assertThat(after.reason()).isEqualTo(Reason.NO_GRANT);
        assertThat(after.epoch()).isEqualTo(2);
    }

    @Test
    void whatTheReaderSaysNowCountsOnceTheDeskIsToldToForget() {
        assertThat(ask("alice").allowed()).isTrue();
        scene.tokens.put("alice", DeskScene.refused(Reason.UNKNOWN_KEY));
        desk.forget();
        assertThat(ask("alice").reason()).isEqualTo(Reason.UNKNOWN_KEY);
    }

    /// The mesh of the question is the old one, the moment of the desk the new one.
    @Test
    void whatWasJudgedInAnOldMomentIsNotFoundInTheNext() {
        Mesh old = desk.now();
        scene.revoke(CONTOSO, new Subject.User("entra", "t1", "alice"));
        assertThat(desk.decide(old, question(CONTOSO, WEB, "alice", "GET", READ))
                        .allowed())
                .isTrue();
        assertThat(ask("alice").allowed()).isFalse();
    }

    @Test
    void noDecisionOutlivesTheToken() {
        scene.tokens.put(
                "alice",
                DeskScene.verified(DeskScene.user("alice"), DeskScene.groups(), Optional.empty(), scene.later(10)));
        ask("alice");
        scene.now = scene.now.plusSeconds(9);
        ask("alice");
        assertThat(scene.tokensRead).hasValue(1);
        scene.now = scene.now.plusSeconds(1);
        scene.tokens.put("alice", DeskScene.refused(Reason.TOKEN_EXPIRED));
        assertThat(ask("alice").reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    void noDecisionIsOlderThanItsBound() {
        ask("alice");
        scene.now = scene.now.plusSeconds(59);
        ask("alice");
        assertThat(scene.tokensRead).hasValue(1);
        scene.now = scene.now.plusSeconds(1);
        ask("alice");
        assertThat(scene.tokensRead).hasValue(2);
    }

    @Test
    void whatADirectorySaidCountsAsLongAsItSays() {
        scene.directory.put("user:entra/t1/many", DeskScene.groups("readers"));
        assertThat(ask("many").allowed()).isTrue();
        scene.now = scene.now.plusMillis(3_999);
        assertThat(ask("many").allowed()).isTrue();
        assertThat(scene.directoryAsked).hasValue(1);
        scene.directory.put("user:entra/t1/many", DeskScene.groups());
        scene.now = scene.now.plusMillis(1);
        assertThat(ask("many").reason()).isEqualTo(Reason.NO_GRANT);
    }

    @Test
    void notKnowingIsNotKept() {
        assertThat(ask("many").allowed()).isFalse();
        scene.directory.put("user:entra/t1/many", DeskScene.groups("readers"));
        assertThat(ask("many").allowed()).isTrue();
        scene.directory.put("user:entra/t1/many", new Groups.Unknown());
    }

    @Test
    void aBadTokenIsReadEachTime() {
        ask("no such");
        ask("no such");
        assertThat(scene.tokensRead).hasValue(2);
    }

    @Test
    void isBoundedInBytes() {
        long most = 100_000;
        var cache = new DecisionCache(most);
        for (int i = 0; i < 5_000; i++) {
            var path = new CanonicalPath("/unknown/" + i + "x".repeat(1_000));
            var ruling = Ruling.of(
                    new Decision.Allow(List.of(), Optional.empty()),
                    List.of(),
                    Ruling.Who.nobody(Optional.of(WEB)),
                    "x",
                    Long.MAX_VALUE);
            cache.keep(key(new Required.UnknownRoute("GET", path)), ruling, 0);
        }
        assertThat(cache.bytes()).isPositive().isLessThanOrEqualTo(most);
    }

    private static DecisionKey key(Required required) {
        return new DecisionKey(
                WEB, Optional.empty(), CONTOSO.workspace(), Endpoint.DEV, required, DeskScene.INSIDE, 1, 1);
    }
}
