package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpsServer;
import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Class 13 of the pitfalls: the address of the keys is used against us. It is in a document or, worse, in what a
/// believed issuer answers; it names cloud metadata or a port of this machine, redirects there, or serves something
/// that is no key set. Here from the address to the keys, over real TLS; the parts: [HttpsFetcherTest],
/// [AddressPolicyTest], [JwksDocumentTest].
final class JwksAddressTest {
    private static final String HOST = "idp.example";
    private static final TestServer.Identity IDENTITY = TestServer.identity(HOST);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress METADATA = InetAddress.ofLiteral("169.254.169.254");
    private static final AddressPolicy LOCAL = new AddressPolicy(List.of(Cidr.parse("127.0.0.1/32")));
    private static final String KEYS = keys();

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpsServer server;

    private record Page(int status, String location, String body) {
        static Page of(String body) {
            return new Page(200, "", body);
        }
    }

    @BeforeEach
    void serve() {
        server = TestServer.start(IDENTITY);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            var page = pages.getOrDefault(path, new Page(404, "", ""));
            if (!page.location().isEmpty()) {
                exchange.getResponseHeaders().add("Location", page.location());
            }
            try (exchange) {
                TestServer.answer(exchange, page.status(), page.body());
            }
        });
        server.start();
        pages.put("/keys", Page.of(KEYS));
        pages.put("/.well-known/openid-configuration", Page.of(discovery(issuer() + "/keys")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void keysComeFromTheAddressOfTheDocumentOrOfTheIssuer() {
        assertThat(fetched(new JwksSource.Address(URI.create(issuer() + "/keys"))))
                .isInstanceOf(JwksResult.Fresh.class);
        assertThat(fetched(new JwksSource.Discovery())).isInstanceOf(JwksResult.Fresh.class);
        assertThat(asked).containsExactly("/keys", "/.well-known/openid-configuration", "/keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01",
                "http://169.254.169.254/metadata/instance",
                "https://[::ffff:169.254.169.254]/keys",
                "https://[fd00:ec2::254]/latest/meta-data",
                "https://168.63.129.16/machine",
                "https://metadata.example/keys",
                "https://127.0.0.2/keys",
                "https://[::1]/keys",
                "https://2852039166/keys",
                "https://10.0.0.1/keys",
                "http://idp.example/keys",
                "file:///etc/passwd",
                "https://user:password@idp.example/keys"
            })
    void anAddressThatIsNotForUsGivesNoKeysWhoeverNamesIt(String address) {
        assertThat(fetched(new JwksSource.Address(URI.create(address)))).isInstanceOf(JwksResult.Missing.class);
        assertThat(asked).as("nobody was asked").isEmpty();

        pages.put("/.well-known/openid-configuration", Page.of(discovery(address)));
        assertThat(fetched(new JwksSource.Discovery())).isInstanceOf(JwksResult.Missing.class);
        assertThat(asked).as("the issuer, and nobody it named").containsExactly("/.well-known/openid-configuration");
    }

    @Test
    void aRedirectIsNoAnswerWhereverItLeads() {
        for (String target :
                List.of(issuer() + "/keys", "https://169.254.169.254/keys", "/keys", "http://idp.example")) {
            for (int status : List.of(301, 302, 303, 307, 308)) {
                pages.put("/moved", new Page(status, target, KEYS));
                asked.clear();
                assertThat(fetched(new JwksSource.Address(URI.create(issuer() + "/moved"))))
                        .as(status + " to " + target)
                        .isInstanceOfSatisfying(
                                JwksResult.Missing.class,
                                missing -> assertThat(missing.why()).contains("redirect"));
                assertThat(asked).containsExactly("/moved");
            }
        }
        pages.put("/.well-known/openid-configuration", new Page(302, issuer() + "/elsewhere", ""));
        pages.put("/elsewhere", Page.of(discovery(issuer() + "/keys")));
        assertThat(fetched(new JwksSource.Discovery())).isInstanceOf(JwksResult.Missing.class);
    }

    @Test
    void aBodyThatIsNoKeySetGivesNoKeysAndIsNotRepeated() {
        for (String body : List.of(
                "{\"access_token\":\"secret-of-the-metadata-service\",\"token_type\":\"Bearer\"}",
                "secret-of-the-metadata-service",
                "<html>secret-of-the-metadata-service</html>",
                "{\"keys\":\"secret-of-the-metadata-service\"}",
                "[\"secret-of-the-metadata-service\"]",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"secret-of-the-metadata-service\"}]}",
                KEYS.replace("]}", ""),
                "")) {
            pages.put("/keys", Page.of(body));
            assertThat(fetched(new JwksSource.Discovery()))
                    .as(body)
                    .isInstanceOfSatisfying(
                            JwksResult.Missing.class,
                            missing -> assertThat(missing.why()).doesNotContain("secret-of"));
        }
        pages.put("/keys", new Page(500, "", KEYS));
        assertThat(fetched(new JwksSource.Discovery()))
                .as("keys in an error's body")
                .isInstanceOf(JwksResult.Missing.class);
        pages.put("/keys", Page.of(KEYS));
        assertThat(fetched(new JwksSource.Discovery())).isInstanceOf(JwksResult.Fresh.class);
    }

    /// The address was good when the document was accepted, and the name leads elsewhere now.
    @Test
    void aNameThatComesToLeadToMetadataKeepsTheLastGoodKeysAndIsNotFollowed() {
        var leadsTo = new ArrayList<>(List.of(LOOPBACK));
        var now = new java.util.concurrent.atomic.AtomicReference<>(
                Clock.systemUTC().instant());
        try (var fetcher = fetcher(host -> List.copyOf(leadsTo))) {
            var store = store(fetcher, new Clock() {
                @Override
                public java.time.Instant instant() {
                    return now.get();
                }

                @Override
                public java.time.ZoneId getZone() {
                    return java.time.ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            });
            var query = query(new JwksSource.Discovery());
            store.want(List.of(query));
            assertThat(store.result(query)).isInstanceOf(JwksResult.Fresh.class);
            asked.clear();

            leadsTo.set(0, METADATA);
            now.set(now.get().plus(Duration.ofMinutes(71)));
            store.tick();
            assertThat(store.result(query)).isInstanceOf(JwksResult.Stale.class);
            leadsTo.set(0, LOOPBACK);
            leadsTo.add(METADATA);
            now.set(now.get().plus(Duration.ofMinutes(11)));
            store.tick();
            assertThat(store.result(query)).as("one bad address is enough").isInstanceOf(JwksResult.Stale.class);
            assertThat(asked).isEmpty();

            leadsTo.removeLast();
            now.set(now.get().plus(Duration.ofMinutes(11)));
            store.tick();
            assertThat(store.result(query)).isInstanceOf(JwksResult.Fresh.class);
        }
    }

    private String issuer() {
        return "https://" + HOST + ":" + server.getAddress().getPort();
    }

    private String discovery(String jwksUri) {
        return "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + jwksUri + "\"}";
    }

    private JwksQuery query(JwksSource source) {
        return new JwksQuery("idp", issuer(), source, KeyScope.OWN_OR_UNMARKED);
    }

    private JwksResult fetched(JwksSource source) {
        try (var fetcher = fetcher(host -> switch (host) {
            case HOST -> List.of(LOOPBACK);
            case "metadata.example" -> List.of(METADATA);
            default -> Resolver.SYSTEM.resolve(host);
        })) {
            var store = store(fetcher, Clock.systemUTC());
            store.want(List.of(query(source)));
            return store.result(query(source));
        }
    }

    private static HttpsFetcher fetcher(Resolver resolver) {
        return new HttpsFetcher(
                LOCAL,
                resolver,
                TlsTrust.systemAnd(List.of(IDENTITY.certificate())).context(),
                Duration.ofSeconds(10));
    }

    private static JwksStore store(Fetcher fetcher, Clock clock) {
        var nowhere = new JwksArchive() {
            @Override
            public Optional<byte[]> read(String name) {
                return Optional.empty();
            }

            @Override
            public void write(String name, byte[] content) {}
        };
        return new JwksStore(fetcher, nowhere, (query, result) -> {}, Runnable::run, clock, new Random(7));
    }

    private static String keys() {
        try {
            return "{\"keys\":["
                    + new ECKeyGenerator(Curve.P_256)
                            .keyID("one")
                            .generate()
                            .toPublicJWK()
                            .toJSONString()
                    + "]}";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
