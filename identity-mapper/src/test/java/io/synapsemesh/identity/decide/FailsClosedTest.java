package io.synapsemesh.identity.decide;

import static io.synapsemesh.identity.decide.DeskScene.CONTOSO;
import static io.synapsemesh.identity.decide.DeskScene.INJECTED;
import static io.synapsemesh.identity.decide.DeskScene.NIGHTLY;
import static io.synapsemesh.identity.decide.DeskScene.READ;
import static io.synapsemesh.identity.decide.DeskScene.TRIAL;
import static io.synapsemesh.identity.decide.DeskScene.WEB;
import static io.synapsemesh.identity.decide.DeskScene.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.token.TokenReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Class 14 of the pitfalls: a decision that fails or times out lets nobody in. Each port fails in each way, once on a
/// workspace that enforces and once on one on trial; the twin is the same request while nothing fails.
final class FailsClosedTest {
    private static final Duration SOON = Duration.ofMillis(50);

    private final DeskScene scene = new DeskScene();
    private final CountDownLatch never = new CountDownLatch(1);
    private TokenReader reader = text -> java.util.Objects.requireNonNull(scene.tokens.get(text));

    @AfterEach
    void release() {
        never.countDown();
    }

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("broken"),
                new NullPointerException(),
                new UncheckedIOException(new IOException("gone")),
                new StackOverflowError(),
                new NoClassDefFoundError("an adapter"),
                new AssertionError());
    }

    private DecisionDesk desk(Duration deadline, int waiting) {
        var ports = new DecisionDesk.Ports(
                scene::mesh,
                text -> reader.read(text),
                (token, mentioned) -> scene.memberships.find(token, mentioned),
                (workspace, caller) -> scene.upstream.token(workspace, caller),
                event -> scene.sink.accept((io.synapsemesh.core.event.Event.Decided) event),
                DeskListener.none());
        return new DecisionDesk(
                ports,
                new DeskLimits(deadline, waiting, 1 << 20, Duration.ofSeconds(60)),
                Clock.systemUTC(),
                new Random(1));
    }

    private Verdict ask(Place place, String token) {
        return ask(desk(Duration.ofSeconds(20), 10), place, token);
    }

    private static Verdict ask(DecisionDesk desk, Place place, String token) {
        return desk.decide(desk.now(), question(place, token.isEmpty() ? NIGHTLY : WEB, token, "GET", READ));
    }

    private void assertRefused(Verdict verdict, Reason reason) {
        assertThat(verdict.allowed()).isFalse();
        assertThat(verdict.reason()).isEqualTo(reason);
        assertThat(verdict.status()).isEqualTo(403);
    }

    private static <T> T fail(Throwable failure) {
        return FailsClosedTest.<RuntimeException, T>sneak(failure);
    }

    @SuppressWarnings("unchecked") // Throws what is declared nowhere, as a broken adapter may.
    private static <E extends Throwable, T> T sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    private <T> T hang() {
        while (true) {
            try {
                never.await();
                throw new IllegalStateException("released");
            } catch (InterruptedException ignored) {
                // The worst kind: it does not even end when it is told to.
            }
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aReaderOfTokensThatThrowsDenies(Throwable failure) {
        for (Place place : List.of(CONTOSO, TRIAL)) {
            assertThat(ask(place, "alice").allowed()).isTrue();
            reader = _ -> fail(failure);
            assertRefused(ask(place, "alice"), Reason.INTERNAL_ERROR);
            reader = text -> java.util.Objects.requireNonNull(scene.tokens.get(text));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aDirectoryThatThrowsDenies(Throwable failure) {
        scene.directory.put("user:entra/t1/many", DeskScene.groups("readers"));
        var working = scene.memberships;
        for (Place place : List.of(CONTOSO, TRIAL)) {
            scene.memberships = working;
            assertThat(ask(place, "many").allowed()).isTrue();
            scene.memberships = (_, _) -> fail(failure);
            assertRefused(ask(place, "many"), Reason.INTERNAL_ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aSourceOfTokensForSynapseThatThrowsDenies(Throwable failure) {
        scene.upstream = (_, _) -> DeskScene.synapseToken("t");
        assertThat(ask(INJECTED, "alice").allowed()).isTrue();
        assertThat(ask(INJECTED, "").allowed()).isTrue();
        scene.upstream = (_, _) -> fail(failure);
        assertRefused(ask(INJECTED, "alice"), Reason.INTERNAL_ERROR);
        assertRefused(ask(INJECTED, ""), Reason.INTERNAL_ERROR);
    }

    @Test
    void noTokenForSynapseIsARefusalAndNeverARequestWithoutOne() {
        scene.upstream = (_, _) -> new SynapseToken.Unavailable("no such client");
        assertRefused(ask(INJECTED, "alice"), Reason.INTERNAL_ERROR);
        scene.upstream = (_, _) -> new SynapseToken.CallersOwn();
        assertRefused(ask(INJECTED, ""), Reason.INTERNAL_ERROR);
        scene.upstream = (_, _) -> new SynapseToken.Refused(Reason.USER_NOT_GRANTED, "no user", "");
        assertRefused(ask(INJECTED, "alice"), Reason.USER_NOT_GRANTED);
    }

    @Test
    void aLogThatCannotBeWrittenDeniesAlsoWhatIsDecidedAlready() {
        var desk = desk(Duration.ofSeconds(20), 10);
        assertThat(ask(desk, CONTOSO, "alice").allowed()).isTrue();
        scene.sink = _ -> {
            throw new UncheckedIOException(new IOException("no space left"));
        };
        assertRefused(ask(desk, CONTOSO, "alice"), Reason.INTERNAL_ERROR);
        assertRefused(ask(desk, CONTOSO, ""), Reason.INTERNAL_ERROR);
        assertRefused(ask(desk, TRIAL, "alice"), Reason.INTERNAL_ERROR);
        scene.sink = scene.events::add;
        assertThat(ask(desk, CONTOSO, "alice").allowed()).isTrue();
    }

    /// Nobody answers "allowed" for it: the gateway's own second ends the request.
    @Test
    void aLogThatHangsNeverAllows() {
        scene.sink = _ -> hang();
        var desk = desk(SOON, 10);
        var answer = CompletableFuture.supplyAsync(() -> ask(desk, CONTOSO, "alice"), Thread::startVirtualThread);
        assertThat(answer.completeOnTimeout(null, 300, java.util.concurrent.TimeUnit.MILLISECONDS)
                        .join())
                .isNull();
    }

    @Test
    @Timeout(value = 8, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whateverHangsDeniesWhenItsTimeIsOver() {
        var readerHangs = desk(SOON, 10);
        reader = _ -> hang();
        assertRefused(ask(readerHangs, CONTOSO, "alice"), Reason.AUTHORIZER_TIMEOUT);
        assertRefused(ask(readerHangs, TRIAL, "alice"), Reason.AUTHORIZER_TIMEOUT);
        assertThat(ask(readerHangs, CONTOSO, "").allowed())
                .as("who needs nobody who hangs")
                .isTrue();
        reader = text -> java.util.Objects.requireNonNull(scene.tokens.get(text));
        scene.memberships = (_, _) -> hang();
        assertRefused(ask(desk(SOON, 10), CONTOSO, "many"), Reason.AUTHORIZER_TIMEOUT);
        assertRefused(ask(desk(SOON, 10), TRIAL, "many"), Reason.AUTHORIZER_TIMEOUT);
        scene.upstream = (_, _) -> hang();
        assertRefused(ask(desk(SOON, 10), INJECTED, "alice"), Reason.AUTHORIZER_TIMEOUT);
        assertThat(scene.events)
                .filteredOn(event -> event.reason().equals("AuthorizerTimeout"))
                .hasSize(5);
    }

    @Test
    void whoHangsHoldsAPlaceAndWhenAllAreTakenTheNextIsRefusedAtOnce() {
        reader = text -> text.equals("alice") ? hang() : java.util.Objects.requireNonNull(scene.tokens.get(text));
        var desk = desk(SOON, 3);
        for (int i = 0; i < 3; i++) {
            assertRefused(ask(desk, CONTOSO, "alice"), Reason.AUTHORIZER_TIMEOUT);
        }
        assertRefused(ask(desk, CONTOSO, "dora"), Reason.AUTHORIZER_TIMEOUT);
        never.countDown();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(desk, CONTOSO, "dora").allowed());
    }

    @Test
    void aRefusalIsNotRememberedOnceThePortWorksAgain() {
        var desk = desk(Duration.ofSeconds(20), 10);
        reader = _ -> fail(new IllegalStateException());
        assertRefused(ask(desk, CONTOSO, "alice"), Reason.INTERNAL_ERROR);
        reader = text -> java.util.Objects.requireNonNull(scene.tokens.get(text));
        assertThat(ask(desk, CONTOSO, "alice").allowed()).isTrue();
    }

    @Test
    void aDeskThatIsClosedRefuses() {
        var desk = desk(Duration.ofSeconds(20), 10);
        desk.close();
        assertRefused(ask(desk, CONTOSO, "alice"), Reason.INTERNAL_ERROR);
    }

    @Test
    void anInterruptedCallerIsRefusedAndStaysInterrupted() throws Exception {
        reader = _ -> hang();
        var desk = desk(Duration.ofSeconds(20), 10);
        var interrupted = new CompletableFuture<Boolean>();
        var verdict = new CompletableFuture<Verdict>();
        Supplier<Verdict> asking = () -> ask(desk, CONTOSO, "alice");
        Thread thread = Thread.startVirtualThread(() -> {
            Thread.currentThread().interrupt();
            verdict.complete(asking.get());
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        assertRefused(verdict.get(20, java.util.concurrent.TimeUnit.SECONDS), Reason.INTERNAL_ERROR);
        assertThat(interrupted.get(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        thread.join();
    }
}
