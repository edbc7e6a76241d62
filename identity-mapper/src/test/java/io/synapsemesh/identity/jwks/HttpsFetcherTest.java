package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpsFetcherTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final AddressPolicy LOCAL = new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8")));
    private static final TestServer.Identity IDENTITY = TestServer.identity("idp.example");

    private final AtomicInteger hits = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpsServer server;

    @BeforeEach
    void serve() {
        server = TestServer.start(IDENTITY);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            hits.incrementAndGet();
            try (exchange) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/keys" -> TestServer.answer(exchange, 200, "{\"path\":\"" + exchange.getRequestURI() + "\"}");
                    case "/etag" -> {
                        var asked = exchange.getRequestHeaders().get("If-None-Match");
                        TestServer.answer(exchange, 200, String.valueOf(asked));
                    }
                    case "/same" -> exchange.sendResponseHeaders(304, -1);
                    case "/redirect" -> {
                        exchange.getResponseHeaders()
                                .add(
                                        "Location",
                                        "https://idp.example:"
                                                + server.getAddress().getPort() + "/keys");
                        TestServer.answer(exchange, 302, "");
                    }
                    case "/large" -> TestServer.answer(exchange, 200, "x".repeat(HttpsFetcher.BODY_BYTES_MAX + 1));
                    case "/chunked" -> {
                        exchange.sendResponseHeaders(200, 0);
                        byte[] piece = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
                        for (int i = 0; i < 64; i++) {
                            exchange.getResponseBody().write(piece);
                        }
                    }
                    case "/hang" -> await();
                    case "/drip" -> {
                        exchange.sendResponseHeaders(200, 100);
                        exchange.getResponseBody().write('{');
                        exchange.getResponseBody().flush();
                        await();
                    }
                    default -> TestServer.answer(exchange, 404, "");
                }
            }
        });
        server.start();
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    private URI at(String path) {
        return URI.create("https://idp.example:" + server.getAddress().getPort() + path);
    }

    private byte[] get(URI uri, AddressPolicy policy, Resolver resolver, Duration deadline) {
        try (var fetcher = new HttpsFetcher(
                policy,
                resolver,
                TlsTrust.systemAnd(List.of(IDENTITY.certificate())).context(),
                deadline)) {
            return fetcher.get(uri);
        }
    }

    private byte[] get(URI uri) {
        return get(uri, LOCAL, host -> List.of(LOOPBACK), Duration.ofSeconds(10));
    }

    @Test
    void fetchesFromTheAddressThatWasJudged() {
        assertThat(new String(get(at("/keys?p=1")), StandardCharsets.UTF_8)).isEqualTo("{\"path\":\"/keys?p=1\"}");
    }

    @Test
    void asksForWhatChangedSinceAndTakes304OnlyThen() {
        try (var fetcher = new HttpsFetcher(
                LOCAL,
                host -> List.of(LOOPBACK),
                TlsTrust.systemAnd(List.of(IDENTITY.certificate())).context(),
                Duration.ofSeconds(10))) {
            assertThat(fetcher.getUnless(at("/etag"), "AbC-_"))
                    .hasValueSatisfying(body ->
                            assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("[\"AbC-_\"]"));
            assertThat(fetcher.getUnless(at("/same"), "AbC")).isEmpty();
            assertThatThrownBy(() -> fetcher.getUnless(at("/redirect"), "AbC")).isInstanceOf(FetchFailed.class);
            assertThatThrownBy(() -> fetcher.getUnless(at("/none"), "AbC")).isInstanceOf(FetchFailed.class);
            for (String tag : List.of("", "a\"", "a\r\nX: y", "x".repeat(129))) {
                assertThatThrownBy(() -> fetcher.getUnless(at("/etag"), tag))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(new String(get(at("/etag")), StandardCharsets.UTF_8)).isEqualTo("null");
        assertThatThrownBy(() -> get(at("/same"))).isInstanceOf(FetchFailed.class);
    }

    @Test
    void dialsNothingThatIsNotAllowed() {
        for (String address : List.of("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1")) {
            assertThatThrownBy(() -> get(
                            at("/keys"),
                            AddressPolicy.PUBLIC,
                            host -> List.of(InetAddress.ofLiteral(address)),
                            Duration.ofSeconds(5)))
                    .as(address)
                    .isInstanceOf(FetchFailed.class)
                    .hasMessageContaining("may not be dialled");
        }
        assertThat(hits).hasValue(0);
    }

    @Test
    void aMixedAnswerOfTheResolverIsRefused() {
        assertThatThrownBy(() -> get(
                        at("/keys"),
                        LOCAL,
                        host -> List.of(LOOPBACK, InetAddress.ofLiteral("169.254.169.254")),
                        Duration.ofSeconds(5)))
                .isInstanceOf(FetchFailed.class);
        assertThat(hits).hasValue(0);
    }

    @Test
    void aNameIsResolvedOnceSoRebindingChangesNothing() {
        var calls = new AtomicInteger();
        get(
                at("/keys"),
                LOCAL,
                host -> {
                    calls.incrementAndGet();
                    return List.of(LOOPBACK);
                },
                Duration.ofSeconds(10));
        assertThat(calls).hasValue(1);
    }

    @Test
    void literalsAreJudgedLikeNames() {
        for (String uri : List.of(
                "https://169.254.169.254/x",
                "https://[::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://2130706433/x",
                "https://127.1/x")) {
            assertThatThrownBy(() -> get(URI.create(uri), AddressPolicy.PUBLIC, Resolver.SYSTEM, Duration.ofSeconds(5)))
                    .as(uri)
                    .isInstanceOf(FetchFailed.class);
        }
    }

    @Test
    void followsNoRedirect() {
        assertThatThrownBy(() -> get(at("/redirect")))
                .isInstanceOf(FetchFailed.class)
                .hasMessageContaining("redirect");
        assertThat(hits).hasValue(1);
    }

    @Test
    void takesOnlyHttpsUrlsWithoutUserAndFragment() {
        for (String uri : List.of(
                "http://idp.example/keys",
                "file:///etc/passwd",
                "https://user:pw@idp.example/keys",
                "https://idp.example/keys#x",
                "https:///keys",
                "/keys",
                "https://idp.example/" + "x".repeat(2048),
                "ftp://idp.example/",
                "jar:https://idp.example!/x")) {
            assertThatThrownBy(() -> get(URI.create(uri))).as(uri).isInstanceOf(FetchFailed.class);
        }
    }

    @Test
    void capsTheBodyWithAndWithoutALength() {
        assertThatThrownBy(() -> get(at("/large")))
                .isInstanceOf(FetchFailed.class)
                .hasMessageContaining("larger");
        assertThatThrownBy(() -> get(at("/chunked")))
                .isInstanceOf(FetchFailed.class)
                .hasMessageContaining("larger");
    }

    @Test
    void aServerThatHangsOrDripsIsLeftAtTheDeadline() {
        for (String path : List.of("/hang", "/drip")) {
            assertThatThrownBy(() -> get(at(path), LOCAL, host -> List.of(LOOPBACK), Duration.ofMillis(800)))
                    .as(path)
                    .isInstanceOf(FetchFailed.class)
                    .hasMessageContaining("did not answer");
        }
    }

    @Test
    void aPeerThatNeverSpeaksTlsIsLeftAtTheDeadline() throws Exception {
        try (var silent = new ServerSocket(0, 1, LOOPBACK)) {
            var uri = URI.create("https://idp.example:" + silent.getLocalPort() + "/");
            assertThatThrownBy(() -> get(uri, LOCAL, host -> List.of(LOOPBACK), Duration.ofMillis(500)))
                    .isInstanceOf(FetchFailed.class);
        }
    }

    @Test
    void aServerWithAnotherNameOrRootIsNotBelieved() {
        var other = URI.create("https://other.example:" + server.getAddress().getPort() + "/keys");
        assertThatThrownBy(() -> get(other)).isInstanceOf(FetchFailed.class);
        try (var fetcher = new HttpsFetcher(
                LOCAL, host -> List.of(LOOPBACK), TlsTrust.system().context(), Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> fetcher.get(at("/keys"))).isInstanceOf(FetchFailed.class);
        }
        assertThat(hits).hasValue(0);
    }

    @Test
    void anUnknownHostIsAFailure() {
        assertThatThrownBy(() -> get(
                        at("/keys"),
                        LOCAL,
                        host -> {
                            throw new UnknownHostException(host);
                        },
                        Duration.ofSeconds(5)))
                .isInstanceOf(FetchFailed.class);
    }
}
