package io.synapsemesh.simulator.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.simulator.tls.SimulatorCa;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OktaFakeTest {
    private static final String ALICE = "00ualice000000000001";
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final Asked.Hands clock = new Asked.Hands();
    private final SimulatorCa ca = SimulatorCa.create(Clock.systemUTC());
    private final OktaFake okta = OktaFake.start(ca, clock);
    private final Asked client = new Asked(ca);

    @BeforeEach
    void trust() {
        okta.apiToken("api");
    }

    @AfterEach
    void close() {
        client.close();
        okta.close();
    }

    private HttpResponse<String> groups(String user, String authorization) throws Exception {
        return client.get(okta.origin().resolve("/api/v1/users/" + user + "/groups"), authorization);
    }

    @Test
    void pagesByLinkHeaders() throws Exception {
        okta.directory().user(ALICE);
        IntStream.range(0, 450).forEach(i -> {
            String id = "00g%017d".formatted(i);
            okta.directory().group(id, "name " + i).join(ALICE, id);
        });
        int seen = 0;
        int pages = 0;
        URI page = okta.origin().resolve("/api/v1/users/" + ALICE + "/groups");
        while (page != null) {
            var answer = client.get(page, "SSWS api");
            seen += Asked.json(answer).size();
            pages++;
            assertThat(answer.headers().allValues("Link").getFirst()).contains("rel=\"self\"");
            page = answer.headers().allValues("Link").stream()
                    .map(NEXT::matcher)
                    .filter(next -> next.find())
                    .map(next -> URI.create(next.group(1)))
                    .findFirst()
                    .orElse(null);
        }
        assertThat(seen).isEqualTo(450);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void asksForACredentialOfEitherKind() throws Exception {
        okta.directory().user(ALICE);
        okta.accessToken("good", Set.of("okta.users.read"));
        okta.accessToken("weak", Set.of());
        assertThat(groups(ALICE, "SSWS api").statusCode()).isEqualTo(200);
        assertThat(groups(ALICE, "Bearer good").statusCode()).isEqualTo(200);
        assertThat(groups(ALICE, "Bearer api").statusCode()).isEqualTo(401);
        assertThat(groups(ALICE, "Bearer weak").statusCode()).isEqualTo(403);
        assertThat(groups("00unobody", "SSWS api").statusCode()).isEqualTo(404);
    }

    @Test
    void limitsByTheMinuteAndSaysUntilWhen() throws Exception {
        okta.directory().user(ALICE);
        okta.limitPerMinute(1);
        assertThat(groups(ALICE, "SSWS api").headers().firstValue("X-Rate-Limit-Remaining"))
                .contains("0");
        var refused = groups(ALICE, "SSWS api");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Asked.json(refused).path("errorCode").asText()).isEqualTo("E0000047");
        assertThat(refused.headers().firstValue("X-Rate-Limit-Reset"))
                .contains(String.valueOf(clock.instant().getEpochSecond() + 60));
        clock.pass(Duration.ofMinutes(1));
        assertThat(groups(ALICE, "SSWS api").statusCode()).isEqualTo(200);
    }
}
