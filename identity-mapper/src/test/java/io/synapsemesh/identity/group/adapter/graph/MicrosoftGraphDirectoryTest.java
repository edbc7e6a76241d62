package io.synapsemesh.identity.group.adapter.graph;

import static io.synapsemesh.identity.group.Tokens.TENANT;
import static io.synapsemesh.identity.group.Tokens.set;
import static io.synapsemesh.identity.group.Tokens.user;
import static io.synapsemesh.identity.group.adapter.Parts.AMPLE;
import static io.synapsemesh.identity.group.adapter.Parts.cause;
import static io.synapsemesh.identity.group.adapter.Parts.fixed;
import static io.synapsemesh.identity.group.adapter.Parts.guid;
import static io.synapsemesh.identity.group.adapter.Parts.guids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.group.GroupAnswer;
import io.synapsemesh.identity.group.TestTime;
import io.synapsemesh.identity.group.Tokens;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.group.adapter.DirectorySettings;
import io.synapsemesh.identity.group.adapter.Parts;
import io.synapsemesh.simulator.directory.DirectoryState;
import io.synapsemesh.simulator.directory.DirectoryTrouble;
import io.synapsemesh.simulator.directory.GraphCaller;
import io.synapsemesh.simulator.directory.GraphFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the Graph fake: what is sent, what is believed, and what is not.
class MicrosoftGraphDirectoryTest {
    private static final String ALICE = "aaaaaaaa-0000-0000-0000-000000000001";
    private static final String MALLORY = "aaaaaaaa-0000-0000-0000-000000000002";
    private static final String APPLICATION = "bbbbbbbb-0000-0000-0000-000000000001";
    private static final SimulatorCa CA = SimulatorCa.create(Clock.systemUTC());

    private final TestTime time = new TestTime();
    private final GraphFake graph = GraphFake.start(CA, time);
    private final DirectoryState tenant = graph.directory(TENANT);
    private final ArrayList<MicrosoftGraphDirectory> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(MicrosoftGraphDirectory::close);
        graph.close();
    }

    private MicrosoftGraphDirectory directory() {
        return directory(AMPLE, graph.token(new GraphCaller(TENANT, GraphCaller.LEAST)));
    }

    private MicrosoftGraphDirectory directory(Duration deadline, String token) {
        var made = new MicrosoftGraphDirectory(Parts.settings(graph.origin(), CA, deadline, time), fixed(token));
        opened.add(made);
        return made;
    }

    private void groups(int count) {
        guids(0, count).forEach(id -> tenant.group(id, "group " + id));
    }

    private static SortedSet<String> sorted(java.util.stream.Stream<String> ids) {
        return ids.collect(Collectors.toCollection(TreeSet::new));
    }

    private static GroupAnswer known(String... ids) {
        return new GroupAnswer.Known(set(ids));
    }

    private GroupAnswer ask(SortedSet<String> asked) {
        return directory().groups(user(ALICE), TENANT, asked);
    }

    private WhyUnknown troubled(DirectoryTrouble trouble, SortedSet<String> asked) {
        tenant.user(ALICE).user(MALLORY);
        groups(200);
        guids(0, 150).forEach(group -> tenant.join(ALICE, group));
        graph.trouble(trouble);
        return cause(ask(asked));
    }

    @Test
    void findsMembershipsThroughOtherGroupsAndRoundCircles() {
        groups(5);
        tenant.user(ALICE)
                .join(ALICE, guid(0))
                .join(guid(0), guid(1))
                .join(guid(1), guid(2))
                .join(guid(2), guid(0));
        assertThat(ask(sorted(guids(0, 5)))).isEqualTo(known(guid(0), guid(1), guid(2)));
    }

    @Test
    void asksOnlyAboutTheGroupsItIsAskedAbout() {
        groups(50);
        tenant.user(ALICE);
        guids(0, 50).forEach(group -> tenant.join(ALICE, group));
        assertThat(ask(set(guid(7)))).isEqualTo(known(guid(7)));
        assertThat(graph.requests().requests())
                .singleElement()
                .satisfies(request -> assertThat(request.method() + " " + request.target())
                        .isEqualTo("POST /v1.0/users/" + ALICE + "/checkMemberGroups"));
    }

    @Test
    void asksTwentyAtATime() {
        groups(100);
        tenant.user(ALICE).join(ALICE, guid(3)).join(ALICE, guid(99));
        assertThat(ask(sorted(guids(0, 100)))).isEqualTo(known(guid(3), guid(99)));
        assertThat(graph.requests().requests()).hasSize(5);
    }

    @Test
    void nobodyIsInTooManyGroupsToBeCheckedOrListed() {
        groups(11_050);
        tenant.user(ALICE);
        guids(0, 11_001).forEach(group -> tenant.join(ALICE, group));
        var few = set(guid(0), guid(11_000), guid(11_001), guid(11_049));
        assertThat(ask(few)).isEqualTo(known(guid(0), guid(11_000)));

        var many = sorted(guids(10_900, 150));
        assertThat(ask(many)).isEqualTo(new GroupAnswer.Known(sorted(guids(10_900, 101))));
        assertThat(graph.requests().requests().stream()
                        .filter(request -> request.target().contains("/transitiveMemberOf?"))
                        .count())
                .isEqualTo(12);
    }

    @Test
    void anApplicationIsFoundByItsClientId() {
        groups(2);
        tenant.application(APPLICATION, "cccccccc-0000-0000-0000-000000000001")
                .join("cccccccc-0000-0000-0000-000000000001", guid(1));
        var application = new Principal.ServicePrincipal("entra", APPLICATION);
        assertThat(directory().groups(application, TENANT, sorted(guids(0, 2)))).isEqualTo(known(guid(1)));
    }

    @Test
    void idsHaveNoCaseAndKeepTheDocumentsSpelling() {
        String lower = "abcdefab-0000-0000-0000-000000000000";
        String upper = "ABCDEFAB-0000-0000-0000-000000000000";
        tenant.user(ALICE).group(lower, "group").join(ALICE, lower);
        assertThat(ask(set(upper))).isEqualTo(known(upper));
    }

    /// One id that Graph will not take must not make all unknown.
    @Test
    void aRefusedCheckIsAnsweredByTheList() {
        groups(3);
        tenant.user(ALICE).join(ALICE, guid(1));
        graph.trouble(new DirectoryTrouble.RefusedCheck());
        assertThat(ask(sorted(guids(0, 3)))).isEqualTo(known(guid(1)));
    }

    @Test
    void aUserTheTenantDoesNotKnowIsNotAUserWithoutGroups() {
        groups(3);
        assertThat(cause(ask(set(guid(0))))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
        assertThat(cause(ask(sorted(guids(0, 150))))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
    }

    @Test
    void aCredentialOfAnotherTenantFindsNobody() {
        groups(1);
        tenant.user(ALICE).join(ALICE, guid(0));
        var elsewhere = directory(AMPLE, graph.token(new GraphCaller(guid(9), GraphCaller.LEAST)));
        assertThat(cause(elsewhere.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
    }

    @Test
    void aUserOfAnotherTenantThanTheTokensIsNotAskedAbout() {
        var other = new Principal.User("entra", guid(9), ALICE);
        assertThat(cause(directory().groups(other, TENANT, set(guid(0))))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
        assertThat(graph.requests().total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@corp.example", "../me", "me", "", "aaaaaaaa-0000-0000-0000-000000000001/x"})
    void onlyObjectIdsGetIntoAPath(String id) {
        assertThat(cause(directory().groups(user(id), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
        assertThat(graph.requests().total()).isZero();
    }

    @Test
    void aGroupThatIsNoObjectIdIsRefusedByName() {
        var answer = ask(set("Engineering"));
        assertThat(cause(answer)).isEqualTo(WhyUnknown.REFUSED);
        assertThat(answer.toString()).contains("Engineering");
    }

    @Test
    void aTokenThatIsNotAcceptedIsUnknown() {
        tenant.user(ALICE);
        assertThat(cause(directory(AMPLE, "nobody's").groups(user(ALICE), TENANT, set(guid(0)))))
                .isEqualTo(WhyUnknown.NOT_PERMITTED);
    }

    @Test
    void missingPermissionsAreUnknownAndSaid() {
        tenant.user(ALICE);
        var weak = directory(AMPLE, graph.token(new GraphCaller(TENANT, Set.of("User.Read.All"))));
        var answer = weak.groups(user(ALICE), TENANT, set(guid(0)));
        assertThat(cause(answer)).isEqualTo(WhyUnknown.NOT_PERMITTED);
        assertThat(answer.toString()).contains("docs/groups.md");
    }

    /// What docs/groups.md warns of: Graph leaves hidden memberships out without a word.
    @Test
    void hiddenMembershipNeedsAPermissionOfItsOwn() {
        tenant.user(ALICE).hiddenGroup(guid(0), "hidden").join(ALICE, guid(0));
        assertThat(ask(set(guid(0)))).isEqualTo(known());
        var seeing = new TreeSet<>(GraphCaller.LEAST);
        seeing.add("Member.Read.Hidden");
        var able = directory(AMPLE, graph.token(new GraphCaller(TENANT, seeing)));
        assertThat(able.groups(user(ALICE), TENANT, set(guid(0)))).isEqualTo(known(guid(0)));
    }

    @Test
    void aThrottledDirectoryIsLeftAlone() {
        tenant.user(ALICE);
        graph.trouble(new DirectoryTrouble.Throttled("2.128"));
        var directory = directory();
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.THROTTLED);
        for (int i = 0; i < 20; i++) {
            assertThat(cause(directory.groups(user(guid(i)), TENANT, set(guid(0)))))
                    .isEqualTo(WhyUnknown.HELD);
        }
        assertThat(graph.requests().requests()).hasSize(1);
    }

    /// Graph throttles an application in a tenant; others are not to pay for it.
    @Test
    void oneTenantsRestIsNotAnothers() {
        String other = guid(9);
        graph.directory(other).user(ALICE).group(guid(0), "group").join(ALICE, guid(0));
        tenant.user(ALICE);
        String there = graph.token(new GraphCaller(other, GraphCaller.LEAST));
        String here = graph.token(new GraphCaller(TENANT, GraphCaller.LEAST));
        var directory = new MicrosoftGraphDirectory(
                Parts.settings(graph.origin(), CA, AMPLE, time),
                asked -> fixed(asked.equals(TENANT) ? here : there).bearer(asked));
        opened.add(directory);
        graph.trouble(new DirectoryTrouble.Throttled("60"));
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.THROTTLED);
        graph.trouble(new DirectoryTrouble.None());
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.HELD);
        var guest = new Principal.User("entra", other, ALICE);
        assertThat(directory.groups(guest, other, set(guid(0)))).isEqualTo(known(guid(0)));
    }

    @Test
    void anAnswerAfterTheDeadlineIsNone() {
        tenant.user(ALICE);
        graph.trouble(new DirectoryTrouble.Slow(Duration.ofSeconds(30)));
        var directory = directory(Duration.ofMillis(200), graph.token(new GraphCaller(TENANT, GraphCaller.LEAST)));
        long start = System.nanoTime();
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.SLOW);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aCredentialThatDoesNotComeEndsAtTheDeadlineToo() {
        var never = new CountDownLatch(1);
        var directory =
                new MicrosoftGraphDirectory(Parts.settings(graph.origin(), CA, Duration.ofMillis(200), time), _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return SecretBytes.copyOf(new byte[0]);
                });
        opened.add(directory);
        long start = System.nanoTime();
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.SLOW);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aCredentialThatFailsIsUnknown() {
        var directory = new MicrosoftGraphDirectory(Parts.settings(graph.origin(), CA, AMPLE, time), _ -> {
            throw new IllegalStateException("no identity here");
        });
        opened.add(directory);
        var answer = directory.groups(user(ALICE), TENANT, set(guid(0)));
        assertThat(cause(answer)).isEqualTo(WhyUnknown.NO_CREDENTIAL);
        assertThat(answer.toString()).contains("no identity here");
        assertThat(graph.requests().total()).isZero();
    }

    @Test
    void aServerThatIsNotTheDirectorysIsNotAsked() {
        var strangers = SimulatorCa.create(Clock.systemUTC());
        var directory =
                new MicrosoftGraphDirectory(Parts.settings(graph.origin(), strangers, AMPLE, time), fixed("secret"));
        opened.add(directory);
        assertThat(cause(directory.groups(user(ALICE), TENANT, set(guid(0))))).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(graph.requests().total()).isZero();
    }

    @Test
    void everyWayToFailIsUnknownForAFewGroups() {
        var few = set(guid(0), guid(180));
        assertThat(troubled(new DirectoryTrouble.Status(500), few)).isEqualTo(WhyUnknown.BROKEN);
        assertThat(troubled(new DirectoryTrouble.Status(503), few)).isEqualTo(WhyUnknown.BROKEN);
        assertThat(troubled(new DirectoryTrouble.Status(418), few)).isEqualTo(WhyUnknown.REFUSED);
        assertThat(troubled(new DirectoryTrouble.Status(204), few)).isEqualTo(WhyUnknown.REFUSED);
        assertThat(troubled(new DirectoryTrouble.Dropped(), few)).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.Cut(20), few)).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.NotJson(), few)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Oversized(2_000_000), few)).isEqualTo(WhyUnknown.TOO_MUCH);
        assertThat(troubled(new DirectoryTrouble.OtherRequest(), few)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Unasked(guid(1)), few)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Misshapen(), few)).isEqualTo(WhyUnknown.WRONG_ANSWER);
    }

    @Test
    void everyWayToFailIsUnknownForManyGroups() {
        var many = sorted(guids(50, 150));
        assertThat(troubled(new DirectoryTrouble.Status(500), many)).isEqualTo(WhyUnknown.BROKEN);
        assertThat(troubled(new DirectoryTrouble.Dropped(), many)).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.Cut(5_000), many)).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.NotJson(), many)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Oversized(2_000_000), many)).isEqualTo(WhyUnknown.TOO_MUCH);
        assertThat(troubled(new DirectoryTrouble.OtherRequest(), many)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Misshapen(), many)).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.EndlessPages(), many)).isEqualTo(WhyUnknown.TOO_MUCH);
    }

    @Test
    void aConnectionThatBreaksIsTriedOnceMoreAndNotTwice() {
        groups(1);
        tenant.user(ALICE).join(ALICE, guid(0));
        graph.trouble(new DirectoryTrouble.DroppedOnce());
        assertThat(ask(set(guid(0)))).isEqualTo(known(guid(0)));
        assertThat(graph.requests().requests()).hasSize(2);

        graph.requests().clear();
        graph.trouble(new DirectoryTrouble.Dropped());
        assertThat(cause(ask(set(guid(0))))).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(graph.requests().requests()).hasSize(2);
    }

    /// The instance metadata service hands out the identity of this machine to whoever asks from it.
    @Test
    void aRedirectToTheMetadataServiceIsNotFollowed() {
        var target = URI.create("http://169.254.169.254/metadata/identity/oauth2/token");
        assertThat(troubled(new DirectoryTrouble.Redirect(target), set(guid(0))))
                .isEqualTo(WhyUnknown.WRONG_ANSWER);
    }

    @Test
    void aRedirectIsNotFollowedWithinTheHostEither() {
        var target = graph.origin().resolve("/v1.0/users/" + ALICE + "/checkMemberGroups");
        assertThat(troubled(new DirectoryTrouble.Redirect(target), set(guid(0))))
                .isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(graph.requests().requests()).hasSize(1);
    }

    /// A next page elsewhere would get our credential, or bring another's groups.
    @Test
    void aNextPageElsewhereIsNotFollowed() {
        try (var other = GraphFake.start(CA, time)) {
            String path = "/v1.0/users/" + ALICE + "/transitiveMemberOf?$skiptoken=1";
            for (String link : new String[] {
                other.origin() + path,
                "https://graph.attacker.example" + path,
                "http://169.254.169.254/metadata/identity/oauth2/token",
                graph.origin().toString().replace("https:", "http:") + path,
                graph.origin().toString().replace("//", "//user@") + path,
                graph.origin() + path.replace(ALICE, MALLORY),
                graph.origin() + path.replace("v1.0", "v1.0/../v1.0"),
                graph.origin() + path + "#x",
                path,
                "//" + graph.origin().getAuthority() + path,
                ""
            }) {
                graph.requests().clear();
                assertThat(troubled(new DirectoryTrouble.NextPage(link), sorted(guids(50, 150))))
                        .as(link)
                        .isEqualTo(WhyUnknown.WRONG_ANSWER);
                assertThat(graph.requests().requests()).as(link).hasSize(1);
            }
            assertThat(other.requests().total()).isZero();
        }
    }

    /// A check has one page; a second would be dropped, and with it groups.
    @Test
    void aCheckWithPagesIsNoAnswer() {
        assertThat(troubled(new DirectoryTrouble.NextPage("https://x.example/"), set(guid(0))))
                .isEqualTo(WhyUnknown.WRONG_ANSWER);
    }

    @Test
    void pagesThatGoRoundInACircleEnd() {
        String first = graph.origin() + "/v1.0/users/" + ALICE + "/transitiveMemberOf?$select=id&$top=999";
        assertThat(troubled(new DirectoryTrouble.NextPage(first), sorted(guids(50, 150))))
                .isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(graph.requests().requests()).hasSize(1);
    }

    @Test
    void noMoreRequestsAreUnderWayThanThereIsRoomFor() throws Exception {
        groups(100);
        tenant.user(ALICE).join(ALICE, guid(1));
        var narrow = new DirectorySettings(graph.origin(), CA.clientContext(), AMPLE, 1, time);
        try (var directory =
                new MicrosoftGraphDirectory(narrow, fixed(graph.token(new GraphCaller(TENANT, GraphCaller.LEAST))))) {
            assertThat(directory.groups(user(ALICE), TENANT, sorted(guids(0, 20))))
                    .isEqualTo(known(guid(1)));
            graph.trouble(new DirectoryTrouble.Slow(Duration.ofSeconds(30)));
            var busy = new DirectorySettings(graph.origin(), CA.clientContext(), Duration.ofMillis(300), 1, time);
            try (var full =
                    new MicrosoftGraphDirectory(busy, fixed(graph.token(new GraphCaller(TENANT, GraphCaller.LEAST))))) {
                assertThat(cause(full.groups(user(ALICE), TENANT, sorted(guids(0, 40)))))
                        .isIn(WhyUnknown.BUSY, WhyUnknown.SLOW);
                assertThat(graph.requests().requests()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://graph.microsoft.com",
                "https://user@graph.microsoft.com",
                "https://graph.microsoft.com/v1.0",
                "https://graph.microsoft.com?x",
                "https:graph"
            })
    void anOriginIsAHostAndNothingMore(String origin) {
        assertThatThrownBy(() -> DirectorySettings.of(URI.create(origin), CA.clientContext()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachCloudHasItsGraph() {
        assertThat(GraphCloud.ofIssuer("https://login.microsoftonline.com/" + Tokens.TENANT + "/v2.0"))
                .contains(GraphCloud.PUBLIC);
        assertThat(GraphCloud.ofIssuer("https://sts.windows.net/" + Tokens.TENANT + "/"))
                .contains(GraphCloud.PUBLIC);
        assertThat(GraphCloud.ofIssuer("https://login.microsoftonline.us/x/v2.0"))
                .contains(GraphCloud.US_GOVERNMENT);
        assertThat(GraphCloud.ofIssuer("https://login.partner.microsoftonline.cn/x/v2.0"))
                .contains(GraphCloud.CHINA);
        assertThat(GraphCloud.ofIssuer("https://login.microsoftonline.com.attacker.example/x"))
                .isEmpty();
        assertThat(GraphCloud.CHINA.scope()).isEqualTo("https://microsoftgraph.chinacloudapi.cn/.default");
    }
}
