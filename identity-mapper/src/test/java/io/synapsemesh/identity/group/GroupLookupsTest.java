package io.synapsemesh.identity.group;

import static io.synapsemesh.identity.group.Tokens.PROVIDER;
import static io.synapsemesh.identity.group.Tokens.TENANT;
import static io.synapsemesh.identity.group.Tokens.overage;
import static io.synapsemesh.identity.group.Tokens.set;
import static io.synapsemesh.identity.group.Tokens.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.core.model.ProviderType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupLookupsTest {
    private static final SortedSet<String> AB = set("a", "b");

    private final TestTime time = new TestTime();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private GroupLookups over(GroupDirectory directory) {
        return over(directory, LookupLimits.DEFAULT);
    }

    private GroupLookups over(GroupDirectory directory, LookupLimits limits) {
        return new GroupLookups(
                _ -> Optional.of(new GroupSource(ProviderType.ENTRA_ID, Optional.of(directory))),
                limits,
                time,
                threads,
                LookupListener.NONE);
    }

    /// Says `answer` to everybody, and writes down who was asked about what.
    private GroupDirectory saying(GroupAnswer answer) {
        return (principal, tenant, groups) -> {
            synchronized (asked) {
                asked.add(principal.print() + " " + groups);
            }
            return answer;
        };
    }

    private static GroupAnswer known(String... ids) {
        return new GroupAnswer.Known(set(ids));
    }

    @Test
    void aTokenThatSaysAllIsTakenAtItsWord() {
        var lookups = over(saying(known("a")));
        var token = Tokens.of(PROVIDER, TENANT, user("u"), new Groups.Complete(set("x")), false);

        var resolved = lookups.resolve(token, AB);

        assertThat(resolved.groups()).isEqualTo(new Groups.Complete(set("x")));
        assertThat(resolved.source()).isEqualTo(new ResolvedGroups.Source.Token());
        assertThat(resolved.goodFor()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void anOverageIsAskedAboutTheMentionedGroupsOnly() {
        var resolved = over(saying(known("a"))).resolve(overage("u"), AB);

        assertThat(resolved.groups()).isEqualTo(new Groups.Complete(set("a")));
        assertThat(asked).containsExactly("user:entra/" + TENANT + "/u [a, b]");
    }

    @Test
    void aDirectoryMaySayThatItIsNoneOfThem() {
        assertThat(over(saying(known())).resolve(overage("u"), AB).groups()).isEqualTo(new Groups.Complete(set()));
    }

    /// A marker beside the claim means that the claim is not all.
    @Test
    void groupsBesideAnOverageMarkerAreNotAll() {
        var token = Tokens.of(PROVIDER, TENANT, user("u"), new Groups.Complete(set("x")), true);
        var away = new GroupAnswer.Unknown(WhyUnknown.UNREACHABLE, "away");

        assertThat(over(saying(away)).resolve(token, AB).groups()).isEqualTo(new Groups.Unknown());
        assertThat(over(saying(known("b"))).resolve(token, AB).groups()).isEqualTo(new Groups.Complete(set("b")));
    }

    @ParameterizedTest
    @EnumSource(WhyUnknown.class)
    void notKnowingNeverBecomesNoGroups(WhyUnknown cause) {
        var lookups = over(saying(new GroupAnswer.Unknown(cause, "test")));
        for (int i = 0; i < 3; i++) {
            var resolved = lookups.resolve(overage("u"), AB);
            assertThat(resolved.groups()).isEqualTo(new Groups.Unknown());
            assertThat(resolved.source()).isInstanceOfSatisfying(ResolvedGroups.Source.Nobody.class, nobody -> {
                assertThat(nobody.cause()).isEqualTo(cause);
                assertThat(nobody.why()).contains("SYN0903").contains("test");
            });
            time.pass(Duration.ofMillis(700));
        }
    }

    @Test
    void whatASignedTokenSaysOfSomeStaysTrueWhenTheRestIsUnknown() {
        var some = new Groups.Partial(set("a"));
        var token = Tokens.of(PROVIDER, TENANT, user("u"), some, true);
        var away = new GroupAnswer.Unknown(WhyUnknown.SLOW, "away");

        var resolved = over(saying(away)).resolve(token, AB);

        assertThat(resolved.groups()).isEqualTo(some);
        assertThat(resolved.groups().mayContain("b")).isTrue();
        assertThat(over(saying(known())).resolve(token, AB).groups())
                .as("a directory that answers knows better than a token an hour old")
                .isEqualTo(new Groups.Complete(set()));
    }

    @Test
    void anAnswerIsRememberedForFourSecondsFromItsQuestion() {
        var lookups = over(saying(known("a")));
        lookups.resolve(overage("u"), AB);
        time.pass(Duration.ofMillis(3_999));
        var last = lookups.resolve(overage("u"), AB);
        assertThat(asked).hasSize(1);
        assertThat(last.lag()).contains(Duration.ofMillis(3_999));
        assertThat(last.goodFor()).contains(Duration.ofMillis(1));

        time.pass(Duration.ofMillis(1));
        var next = lookups.resolve(overage("u"), AB);
        assertThat(asked).hasSize(2);
        assertThat(next.lag()).contains(Duration.ZERO);
    }

    @Test
    void aYesThatGrewOldIsWorthNothingWhenTheDirectoryIsAway() {
        var answers = new ArrayList<GroupAnswer>(
                List.of(known("a"), new GroupAnswer.Unknown(WhyUnknown.UNREACHABLE, "away")));
        var lookups = over((_, _, _) -> answers.removeFirst());
        assertThat(lookups.resolve(overage("u"), AB).groups().contains("a")).isTrue();

        time.pass(Duration.ofSeconds(4));

        var resolved = lookups.resolve(overage("u"), AB);
        assertThat(resolved.groups().contains("a")).isFalse();
        assertThat(resolved.groups().mayContain("b")).isTrue();
        assertThat(resolved.lag()).isEmpty();
    }

    @Test
    void aPassingFailureIsTriedAgainAfterASecond() {
        var answers = new ArrayList<GroupAnswer>(
                List.of(new GroupAnswer.Unknown(WhyUnknown.UNREACHABLE, "away"), known("a")));
        var lookups = over((_, _, _) -> answers.removeFirst());
        assertThat(lookups.resolve(overage("u"), AB).groups()).isEqualTo(new Groups.Unknown());
        time.pass(Duration.ofMillis(999));
        assertThat(lookups.resolve(overage("u"), AB).groups()).isEqualTo(new Groups.Unknown());
        time.pass(Duration.ofMillis(1));
        assertThat(lookups.resolve(overage("u"), AB).groups()).isEqualTo(new Groups.Complete(set("a")));
    }

    /// However slow the directory is and whenever it is asked: somebody asks every 100 ms, an answer takes 1.8 s and
    /// shows the state of its question.
    @Test
    void aRemovalIsEffectiveWithinFiveSecondsAfterTheDirectoryShowsIt() {
        for (int offset = 0; offset < 6_000; offset += 370) {
            var shown = new TreeSet<>(set("a"));
            long removedAt = time.getAsLong() + Duration.ofMillis(offset).toNanos();
            GroupDirectory slow = (_, _, _) -> {
                if (time.getAsLong() - removedAt >= 0) {
                    shown.clear();
                }
                var answer = new GroupAnswer.Known(shown);
                time.pass(Duration.ofMillis(1_800));
                return answer;
            };
            var lookups = over(slow);
            long lastGranted = removedAt;
            for (int i = 0; i < 150; i++) {
                if (lookups.resolve(overage("u" + offset), AB).groups().contains("a")) {
                    lastGranted = time.getAsLong();
                }
                time.pass(Duration.ofMillis(100));
            }
            assertThat(Duration.ofNanos(lastGranted - removedAt)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aHundredThreadsAskOnce() throws Exception {
        var questions = new AtomicInteger();
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var lookups = over((_, _, _) -> {
            questions.incrementAndGet();
            begun.countDown();
            await(release);
            return known("a");
        });
        var waiting = new CountDownLatch(100);
        List<Future<ResolvedGroups>> results = IntStream.range(0, 100)
                .mapToObj(_ -> threads.submit(() -> {
                    waiting.countDown();
                    return lookups.resolve(overage("u"), set("a", "b"));
                }))
                .toList();
        waiting.await();
        begun.await();
        release.countDown();
        for (var result : results) {
            assertThat(result.get().groups()).isEqualTo(new Groups.Complete(set("a")));
        }
        assertThat(questions).hasValue(1);
    }

    @Test
    void nobodyIsGivenAnothersGroups() throws Exception {
        var asks = new AtomicInteger();
        var lookups = over((principal, tenant, groups) -> {
            asks.incrementAndGet();
            return new GroupAnswer.Known(set("of " + principal.print() + " in " + tenant));
        });
        var principals = new ArrayList<Principal>();
        for (int i = 0; i < 40; i++) {
            principals.add(new Principal.User("entra", "t" + i % 2, "id" + i % 10));
            principals.add(new Principal.User("okta", "t" + i % 2, "id" + i % 10));
            principals.add(new Principal.ServicePrincipal("entra", "id" + i % 10));
            principals.add(new Principal.Claims("entra", "id" + i % 10));
        }
        var mentioned = new TreeSet<String>();
        for (var principal : principals) {
            for (String tenant : List.of("t0", "t1")) {
                mentioned.add("of " + principal.print() + " in " + tenant);
            }
        }
        var results = new ConcurrentHashMap<String, Groups>();
        var running = new ArrayList<Future<?>>();
        for (int round = 0; round < 5; round++) {
            for (var principal : principals) {
                for (String tenant : List.of("t0", "t1")) {
                    running.add(threads.submit(() -> {
                        var token = Tokens.of(PROVIDER, tenant, principal, new Groups.Unknown(), true);
                        results.put(
                                principal.print() + " in " + tenant,
                                lookups.resolve(token, mentioned).groups());
                    }));
                }
            }
        }
        for (var one : running) {
            one.get();
        }
        assertThat(results).isNotEmpty();
        results.forEach((who, groups) -> assertThat(groups).as(who).isEqualTo(new Groups.Complete(set("of " + who))));
        assertThat(asks.get()).isEqualTo(results.size());
    }

    @Test
    void theSameUserOfAnotherProviderOrTenantIsAskedForAnew() {
        var lookups = over(saying(known("a")));
        var none = new Groups.Unknown();
        lookups.resolve(Tokens.of("one", "t", user("u"), none, true), AB);
        lookups.resolve(Tokens.of("two", "t", user("u"), none, true), AB);
        lookups.resolve(Tokens.of("two", "t2", user("u"), none, true), AB);
        assertThat(asked).hasSize(3);
    }

    /// "Not in c" was never said: an answer about {a, b} says nothing of c.
    @Test
    void anAnswerAboutSomeGroupsIsNotUsedForOthers() {
        var lookups = over(saying(known("a")));
        lookups.resolve(overage("u"), AB);
        lookups.resolve(overage("u"), set("a", "b", "c"));
        lookups.resolve(overage("u"), set("ab"));
        assertThat(asked).hasSize(3);
    }

    @Test
    void aSetThatItsOwnerAlteredIsAnotherSet() {
        var lookups = over((_, _, groups) -> new GroupAnswer.Known(groups));
        var mentioned = set("a");
        lookups.resolve(overage("u"), mentioned);
        mentioned.add("b");
        assertThat(lookups.resolve(overage("u"), mentioned).groups()).isEqualTo(new Groups.Complete(set("a", "b")));
    }

    @Test
    void groupsNobodyAskedAboutAreNoAnswer() {
        var resolved = over(saying(known("a", "root"))).resolve(overage("u"), AB);
        assertThat(resolved.groups()).isEqualTo(new Groups.Unknown());
        assertThat(resolved.source())
                .isInstanceOfSatisfying(
                        ResolvedGroups.Source.Nobody.class,
                        nobody -> assertThat(nobody.cause()).isEqualTo(WhyUnknown.WRONG_ANSWER));
    }

    @Test
    void whatIsKeptIsBoundedInBytes() {
        var many = new TreeSet<String>();
        IntStream.range(0, 100).forEach(i -> many.add("group-" + i));
        long bytesMax = 200_000;
        var limits =
                new LookupLimits(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(2), bytesMax, 256);
        var lookups = over((_, _, groups) -> new GroupAnswer.Known(groups), limits);
        for (int i = 0; i < 1_000; i++) {
            lookups.resolve(overage("u" + i), many);
        }
        assertThat(lookups.bytesHeld()).isLessThanOrEqualTo(bytesMax).isGreaterThan(bytesMax / 2);
    }

    @Test
    void tooManyOpenQuestionsAreRefusedAndNotRemembered() throws Exception {
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var limits =
                new LookupLimits(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(30), 1_000_000, 1);
        var lookups = over(
                (principal, _, _) -> {
                    if (principal.equals(user("first"))) {
                        begun.countDown();
                        await(release);
                    }
                    return known("a");
                },
                limits);
        var first = threads.submit(() -> lookups.resolve(overage("first"), AB));
        begun.await();
        assertThat(lookups.resolve(overage("second"), AB).source())
                .isInstanceOfSatisfying(ResolvedGroups.Source.Nobody.class, nobody -> {
                    assertThat(nobody.cause()).isEqualTo(WhyUnknown.BUSY);
                    assertThat(nobody.goodFor()).isZero();
                });
        release.countDown();
        assertThat(first.get().groups()).isEqualTo(new Groups.Complete(set("a")));
        assertThat(lookups.resolve(overage("second"), AB).groups()).isEqualTo(new Groups.Complete(set("a")));
    }

    @Test
    void aDecisionWaitsNoLongerThanItsPatience() {
        var release = new CountDownLatch(1);
        var limits =
                new LookupLimits(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofMillis(50), 1_000_000, 256);
        var lookups = over(
                (_, _, _) -> {
                    await(release);
                    return known("a");
                },
                limits);
        long start = System.nanoTime();
        var resolved = lookups.resolve(overage("u"), AB);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(resolved.groups()).isEqualTo(new Groups.Unknown());
        assertThat(resolved.source())
                .isInstanceOfSatisfying(
                        ResolvedGroups.Source.Nobody.class,
                        nobody -> assertThat(nobody.cause()).isEqualTo(WhyUnknown.SLOW));
        release.countDown();
    }

    @Test
    void aDirectoryThatThrowsIsUnknown() {
        var resolved = over((_, _, _) -> {
                    throw new IllegalStateException("defect");
                })
                .resolve(overage("u"), AB);
        assertThat(resolved.groups()).isEqualTo(new Groups.Unknown());
    }

    @Test
    void withoutADirectoryTheAdviceFitsTheProvider() {
        assertThat(adviceFor(ProviderType.OKTA))
                .contains("matched too many groups")
                .contains("100")
                .contains("groups.overage: Okta");
        assertThat(adviceFor(ProviderType.ENTRA_ID)).contains("200").contains("MicrosoftGraph");
        assertThat(adviceFor(ProviderType.CLOUDFLARE_ACCESS)).contains("custom OIDC claim");
    }

    private String adviceFor(ProviderType type) {
        var lookups = new GroupLookups(
                _ -> Optional.of(new GroupSource(type, Optional.empty())),
                LookupLimits.DEFAULT,
                time,
                threads,
                LookupListener.NONE);
        var token = Tokens.of(PROVIDER, "", user("u"), new Groups.Unknown(), false);
        var resolved = lookups.resolve(token, AB);
        assertThat(resolved.groups()).isEqualTo(new Groups.Unknown());
        return resolved.source() instanceof ResolvedGroups.Source.Nobody(var cause, var why, var goodFor) ? why : "";
    }

    @Test
    void aProviderThatWasDeletedMeanwhileIsUnknown() {
        var lookups = new GroupLookups(_ -> Optional.empty(), LookupLimits.DEFAULT, time, threads, LookupListener.NONE);
        assertThat(lookups.resolve(overage("u"), AB).groups()).isEqualTo(new Groups.Unknown());
    }

    @Test
    void whatNoPolicyNamesIsNotAskedAndStaysUnknown() {
        assertThat(over(saying(known())).resolve(overage("u"), set()).groups()).isEqualTo(new Groups.Unknown());
        assertThat(asked).isEmpty();
    }

    @Test
    void forgettingAsksAnew() {
        var lookups = over(saying(known("a")));
        lookups.resolve(overage("u"), AB);
        lookups.forgetAll();
        lookups.resolve(overage("u"), AB);
        assertThat(asked).hasSize(2);
    }

    @Test
    void answersMayNotBeGoodForLongerThanARemovalAllows() {
        assertThatThrownBy(() ->
                        new LookupLimits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lookUpsAreCounted() {
        var counted = new ArrayList<String>();
        var listener = new LookupCounters(new LookupCounters.Meters() {
            @Override
            public void count(String metric, String label) {
                counted.add(metric + " " + label);
            }

            @Override
            public void record(String metric, Duration value) {
                counted.add(metric + " " + value);
            }
        });
        var lookups = new GroupLookups(
                _ -> Optional.of(new GroupSource(ProviderType.ENTRA_ID, Optional.of(saying(known("a"))))),
                LookupLimits.DEFAULT,
                time,
                threads,
                listener);
        lookups.resolve(overage("u"), AB);
        time.pass(Duration.ofSeconds(2));
        lookups.resolve(overage("u"), AB);
        assertThat(counted)
                .containsExactly(
                        Metrics.GROUP_ANSWERS + " known",
                        Metrics.GROUP_ANSWER + " PT0S",
                        Metrics.GROUP_ANSWER_AGE + " PT0S",
                        Metrics.GROUP_ANSWER_AGE + " PT2S");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
