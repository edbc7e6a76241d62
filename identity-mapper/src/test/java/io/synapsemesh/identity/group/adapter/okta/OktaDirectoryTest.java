package io.synapsemesh.identity.group.adapter.okta;

import static io.synapsemesh.identity.group.Tokens.set;
import static io.synapsemesh.identity.group.adapter.Parts.AMPLE;
import static io.synapsemesh.identity.group.adapter.Parts.cause;
import static io.synapsemesh.identity.group.adapter.Parts.fixed;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.identity.group.GroupAnswer;
import io.synapsemesh.identity.group.TestTime;
import io.synapsemesh.identity.group.WhyUnknown;
import io.synapsemesh.identity.group.adapter.Parts;
import io.synapsemesh.simulator.directory.DirectoryTrouble;
import io.synapsemesh.simulator.directory.OktaFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OktaDirectoryTest {
    private static final String ALICE = "00ualice000000000001";
    private static final String MALLORY = "00umallory0000000001";
    private static final SimulatorCa CA = SimulatorCa.create(Clock.systemUTC());

    private final TestTime time = new TestTime();
    private final OktaFake okta = OktaFake.start(CA, time);
    private final ArrayList<OktaDirectory> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(OktaDirectory::close);
        okta.close();
    }

    private OktaDirectory directory() {
        okta.apiToken("api-token");
        return directory(AMPLE, OktaDirectory.Scheme.SSWS, "api-token");
    }

    private OktaDirectory directory(Duration deadline, OktaDirectory.Scheme scheme, String token) {
        var made = new OktaDirectory(Parts.settings(okta.origin(), CA, deadline, time), scheme, fixed(token));
        opened.add(made);
        return made;
    }

    private static Principal.User user(String id) {
        return new Principal.User("okta", "", id);
    }

    private static String group(int number) {
        return "00g%017d".formatted(number);
    }

    private void alice(int groups) {
        okta.directory().user(ALICE);
        IntStream.range(0, groups)
                .forEach(i -> okta.directory().group(group(i), "name " + i).join(ALICE, group(i)));
    }

    private GroupAnswer ask(SortedSet<String> asked) {
        return directory().groups(user(ALICE), "", asked);
    }

    private static GroupAnswer known(String... ids) {
        return new GroupAnswer.Known(set(ids));
    }

    @Test
    void findsGroupsByIdAndByName() {
        alice(3);
        okta.directory().group(group(7), "elsewhere");
        assertThat(ask(set(group(1), "name 2", group(7), "elsewhere"))).isEqualTo(known(group(1), "name 2"));
    }

    /// Whoever may make a group could otherwise make one with another's id for a name.
    @Test
    void aGroupNamedLikeAnothersIdIsNotThatGroup() {
        okta.directory().user(ALICE).group(group(1), group(2)).join(ALICE, group(1));
        assertThat(ask(set(group(2)))).isEqualTo(known());
    }

    @Test
    void readsEveryPage() {
        alice(1_050);
        assertThat(ask(set("name 0", "name 200", "name 1049", "name 1050")))
                .isEqualTo(known("name 0", "name 1049", "name 200"));
        assertThat(okta.requests().requests()).hasSize(6);
    }

    @Test
    void groupsOfOktaDoNotNest() {
        alice(1);
        okta.directory().group(group(5), "parent").join(group(0), group(5));
        assertThat(ask(set("parent"))).isEqualTo(known());
    }

    @Test
    void anAccessTokenNeedsTheScope() {
        alice(1);
        okta.accessToken("good", Set.of("okta.users.read"));
        okta.accessToken("weak", Set.of("okta.apps.read"));
        assertThat(directory(AMPLE, OktaDirectory.Scheme.BEARER, "good").groups(user(ALICE), "", set("name 0")))
                .isEqualTo(known("name 0"));
        assertThat(cause(directory(AMPLE, OktaDirectory.Scheme.BEARER, "weak").groups(user(ALICE), "", set("name 0"))))
                .isEqualTo(WhyUnknown.NOT_PERMITTED);
        assertThat(cause(directory(AMPLE, OktaDirectory.Scheme.SSWS, "none").groups(user(ALICE), "", set("name 0"))))
                .isEqualTo(WhyUnknown.NOT_PERMITTED);
    }

    @Test
    void aUserOktaDoesNotKnowIsNotAUserWithoutGroups() {
        assertThat(cause(ask(set("name 0")))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "me"})
    void idsThatMeanSomethingElseAreNotAskedAbout(String id) {
        assertThat(cause(directory().groups(user(id), "", set("x")))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
        assertThat(okta.requests().total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../groups", "a/b", "a?b", "a#b", "a%2fb", "a b", "a+b@corp.example", "é"})
    void anIdIsOneSegmentWhateverIsInIt(String id) {
        okta.directory().user(id).group(group(1), "mine").join(id, group(1));
        assertThat(directory().groups(user(id), "", set("mine"))).isEqualTo(known("mine"));
        assertThat(okta.requests().requests().getFirst().path()).matches("/api/v1/users/[A-Za-z0-9._%-]+/groups");
    }

    @Test
    void onlyUsersAreInTheDirectory() {
        var application = new Principal.ServicePrincipal("okta", "0oa1");
        assertThat(cause(directory().groups(application, "", set("x")))).isEqualTo(WhyUnknown.NO_PRINCIPAL);
    }

    @Test
    void theEndOfTheWindowIsWaitedFor() {
        alice(1);
        okta.limitPerMinute(2);
        var directory = directory();
        directory.groups(user(ALICE), "", set("name 0"));
        directory.groups(user(ALICE), "", set("name 0"));
        var third = directory.groups(user(ALICE), "", set("name 0"));
        assertThat(cause(third)).isEqualTo(WhyUnknown.THROTTLED);
        assertThat(cause(directory.groups(user(MALLORY), "", set("name 0")))).isEqualTo(WhyUnknown.HELD);
        assertThat(okta.requests().requests()).hasSize(3);
    }

    private WhyUnknown troubled(DirectoryTrouble trouble) {
        okta.trouble(trouble);
        return cause(ask(set("name 0", "other")));
    }

    @Test
    void everyWayToFailIsUnknown() {
        alice(1);
        assertThat(troubled(new DirectoryTrouble.Status(500))).isEqualTo(WhyUnknown.BROKEN);
        assertThat(troubled(new DirectoryTrouble.Status(400))).isEqualTo(WhyUnknown.REFUSED);
        assertThat(troubled(new DirectoryTrouble.Throttled("1"))).isEqualTo(WhyUnknown.THROTTLED);
        assertThat(troubled(new DirectoryTrouble.Dropped())).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.Cut(20))).isEqualTo(WhyUnknown.UNREACHABLE);
        assertThat(troubled(new DirectoryTrouble.NotJson())).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Misshapen())).isEqualTo(WhyUnknown.WRONG_ANSWER);
        assertThat(troubled(new DirectoryTrouble.Oversized(2_000_000))).isEqualTo(WhyUnknown.TOO_MUCH);
        assertThat(troubled(new DirectoryTrouble.EndlessPages())).isEqualTo(WhyUnknown.TOO_MUCH);
        assertThat(troubled(new DirectoryTrouble.Redirect(URI.create("http://169.254.169.254/latest/meta-data"))))
                .isEqualTo(WhyUnknown.WRONG_ANSWER);
    }

    @Test
    void anAnswerAfterTheDeadlineIsNone() {
        alice(1);
        okta.apiToken("api-token");
        okta.trouble(new DirectoryTrouble.Slow(Duration.ofSeconds(30)));
        var directory = directory(Duration.ofMillis(200), OktaDirectory.Scheme.SSWS, "api-token");
        assertThat(cause(directory.groups(user(ALICE), "", set("name 0")))).isEqualTo(WhyUnknown.SLOW);
    }

    @Test
    void aNextPageElsewhereIsNotFollowed() {
        alice(1);
        okta.directory().user(MALLORY);
        String path = "/api/v1/users/" + ALICE + "/groups?after=x";
        for (String link : new String[] {
            "https://attacker.example" + path,
            "http://169.254.169.254/latest/meta-data",
            okta.origin() + path.replace(ALICE, MALLORY),
            okta.origin() + "/api/v1/groups?after=x",
            path
        }) {
            okta.requests().clear();
            assertThat(troubled(new DirectoryTrouble.NextPage(link))).as(link).isEqualTo(WhyUnknown.WRONG_ANSWER);
            assertThat(okta.requests().requests()).as(link).hasSize(1);
        }
    }
}
