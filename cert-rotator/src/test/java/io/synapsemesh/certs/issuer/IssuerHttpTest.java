package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limits of one call, below any contract.
final class IssuerHttpTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private final TestClock clock = new TestClock();
    private final TestCa tls = new TestCa("listener", Instant.now());
    private final FakeHttpsServer server = new FakeHttpsServer(
            tls, call -> new FakeHttpsServer.Reply(call.path().equals("/moved") ? 302 : 200, "{}"));

    @TempDir
    Path directory;

    private ServerTrust trust = new ServerTrust.System();

    @BeforeEach
    void pin() throws IOException {
        trust = new ServerTrust.Pinned(TestFiles.plain(directory, "ca.pem", tls.rootPem()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anAnswerAboveTheLimitIsNoAnswer() {
        server.become(Fault.HUGE_ANSWER);
        assertThatThrownBy(() -> post(server.address(), trust, LONG)).isInstanceOf(IssuanceFailed.class);
        server.become(Fault.NONE);
        clock.advance(Breaker.HOLD_STANDARD);
        assertThat(post(server.address(), trust, LONG).isOk()).isTrue();
    }

    @Test
    void theDeadlineIsForTheWholeAnswer() {
        post(server.address(), trust, LONG);
        server.become(Fault.STALLED);
        long began = System.nanoTime();
        assertThatThrownBy(() -> post(server.address(), trust, Duration.ofSeconds(1)))
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("PT1S");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aServerUnderAnotherNameOrAnotherCaIsNotAsked() {
        var byAddress = URI.create("https://127.0.0.1:" + server.address().getPort());
        assertThatThrownBy(() -> post(byAddress, trust, LONG)).isInstanceOf(IssuanceFailed.class);
        assertThatThrownBy(() -> post(server.address(), new ServerTrust.System(), LONG))
                .isInstanceOf(IssuanceFailed.class);
        assertThat(server.calls()).isZero();
    }

    @Test
    void aCaFileThatChangesIsTakenAtTheNextCall() throws IOException {
        try (var http = new IssuerHttp(new IssuerHttp.Endpoint(server.address(), trust, LONG), clock)) {
            assertThat(http.post("/", Map.of(), new byte[0]).isOk()).isTrue();
            TestFiles.plain(directory, "ca.pem", new TestCa("another", Instant.now()).rootPem());
            assertThatThrownBy(() -> http.post("/", Map.of(), new byte[0])).isInstanceOf(IssuanceFailed.class);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (var http = new IssuerHttp(new IssuerHttp.Endpoint(server.address(), trust, LONG), clock)) {
            assertThat(http.post("/moved", Map.of(), new byte[0]).status()).isEqualTo(302);
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @Test
    void onlyHttpsWithoutCredentialsOrQueryIsAnAddress() {
        for (String address : new String[] {
            "http://ca.corp.example",
            "https://user@ca.corp.example",
            "https://ca.corp.example/?x=1",
            "https:///x",
            "https://ca.corp.example/#x"
        }) {
            assertThatThrownBy(() -> new IssuerHttp.Endpoint(URI.create(address), trust, LONG))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private IssuerHttp.Answer post(URI address, ServerTrust trusted, Duration deadline) {
        try (var http = new IssuerHttp(new IssuerHttp.Endpoint(address, trusted, deadline), clock)) {
            return http.post("/", Map.of(), new byte[0]);
        }
    }
}
