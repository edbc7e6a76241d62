package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.federation.BundleDocument;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.FederatedBundles;
import io.synapsemesh.certs.federation.FederationListener;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.certs.federation.Peer;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.federation.HttpsBundleSource;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.Resolver;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two trust domains over loopback with real TLS: what reaches us of a partner, and what must not.
final class FederationTest {
    private static final TrustDomain OWN = TrustDomain.parse("corp.example");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final AddressPolicy LOCAL = new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8")));
    private static final Duration HOUR = Duration.ofHours(1);

    private final SigningRoot first = new SigningRoot("partner 1");
    private final SigningRoot second = new SigningRoot("partner 2");
    private final SigningRoot web = new SigningRoot("web");
    private final PartnerMesh partner = new PartnerMesh(first);
    private final Map<TrustDomain, Optional<String>> outcomes = new ConcurrentHashMap<>();
    private volatile SortedMap<TrustDomain, TrustBundle> trusted = new TreeMap<>();
    private volatile Instant now = Instant.now();
    private final Clock clock = new Moved();
    private AddressPolicy policy = LOCAL;
    private FederatedBundles bundles = open(new MemoryStore(), Duration.ofSeconds(5));

    /// A clock of the test; certificates are still judged by the real one.
    private final class Moved extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private FederatedBundles open(MemoryStore store, Duration deadline) {
        var listener = new FederationListener() {
            @Override
            public void trusted(SortedMap<TrustDomain, TrustBundle> bundles) {
                trusted = bundles;
            }

            @Override
            public void polled(TrustDomain trustDomain, Optional<String> failure) {
                outcomes.put(trustDomain, failure);
            }
        };
        var source = new HttpsBundleSource(
                policy,
                _ -> List.of(LOOPBACK),
                TlsTrust.systemAnd(List.of(web.certificate())),
                Optional::empty,
                deadline);
        return new FederatedBundles(OWN, Optional::empty, source, store, listener, _ -> {}, clock);
    }

    @AfterEach
    void close() {
        bundles.close();
        partner.close();
    }

    @Test
    void aRotationOfThePartnersRootReachesUsByBothProfiles() {
        for (Peer peer : List.of(spiffe(), web())) {
            if (peer.proof() instanceof EndpointProof.HttpsWeb) {
                partner.roots(first);
                partner.shows(web.server("partner.example"));
            }
            bundles.want(List.of());
            bundles.want(List.of(peer));
            assertGood();
            assertThat(believed()).containsExactly(first.certificate());
            partner.roots(first, second);
            ask();
            assertGood();
            assertThat(believed()).contains(first.certificate(), second.certificate());
            if (peer.proof() instanceof EndpointProof.HttpsSpiffe) {
                partner.shows(second.leaf(HOUR, PartnerMesh.ENDPOINT));
            }
            partner.roots(second);
            ask();
            assertGood();
            assertThat(believed()).containsExactly(second.certificate());
            partner.roots(first, second);
            partner.shows(first.leaf(HOUR, PartnerMesh.ENDPOINT));
        }
    }

    @Test
    void anOutageIsWaitedOutWithTheLastGoodBundle() {
        bundles.want(List.of(spiffe()));
        assertGood();
        int port = partner.port();
        partner.close();
        partner.roots(first, second);
        ask();
        assertThat(outcomes.get(PartnerMesh.DOMAIN)).isPresent();
        assertThat(believed()).containsExactly(first.certificate());
        partner.open(port);
        ask();
        assertGood();
        assertThat(believed()).hasSize(2);
    }

    @Test
    void anEndpointWithAnotherIdentityIsNotBelieved() {
        bundles.want(List.of(spiffe()));
        assertGood();
        partner.roots(first, second);
        var stranger = new SigningRoot("partner 1");
        for (var wrong : List.of(
                first.leaf(HOUR, "spiffe://partner.example/other"),
                first.leaf(HOUR, "spiffe://other.example/bundle-endpoint"),
                first.leaf(HOUR, PartnerMesh.ENDPOINT, "spiffe://partner.example/other"),
                first.leaf(HOUR, "spiffe://partner.example/other", PartnerMesh.ENDPOINT),
                first.leaf(HOUR),
                first.server("partner.example"),
                first.leaf(Duration.ofSeconds(-5), PartnerMesh.ENDPOINT),
                second.leaf(HOUR, PartnerMesh.ENDPOINT),
                stranger.leaf(HOUR, PartnerMesh.ENDPOINT),
                web.server("partner.example"))) {
            partner.shows(wrong);
            ask();
            assertThat(outcomes.get(PartnerMesh.DOMAIN))
                    .as("%s", wrong.leaf().getSubjectX500Principal())
                    .isPresent();
            assertThat(believed()).containsExactly(first.certificate());
        }
        partner.shows(first.leaf(HOUR, PartnerMesh.ENDPOINT));
        ask();
        assertGood();
    }

    @Test
    void aWebEndpointIsBelievedByItsHostAndTheWebsAuthoritiesAlone() {
        bundles.want(List.of(web()));
        for (var wrong : List.of(
                web.server("other.example"),
                new SigningRoot("web").server("partner.example"),
                first.server("partner.example"),
                first.leaf(HOUR, PartnerMesh.ENDPOINT))) {
            partner.shows(wrong);
            ask();
            assertThat(outcomes.get(PartnerMesh.DOMAIN)).isPresent();
            assertThat(trusted).isEmpty();
        }
        partner.shows(web.server("partner.example"));
        ask();
        assertGood();
    }

    @Test
    void answersThatAreNoBundleOfTheDomainChangeNothing() {
        bundles.want(List.of(spiffe()));
        assertGood();
        String good = partner.json();
        long sequence =
                BundleDocument.parse(bytes(good), PartnerMesh.DOMAIN).sequence().orElseThrow();
        partner.roots(second);
        String other = partner.json();
        long later = BundleDocument.parse(bytes(other), PartnerMesh.DOMAIN)
                .sequence()
                .orElseThrow();
        var wrong = new TreeMap<String, byte[]>(Map.of(
                "another domain's", new OwnBundle(new MemoryStore(), clock).json(authorityOf(OWN)),
                "sequence back", bytes(other.replace("" + later, "" + (sequence - 1))),
                "sequence reused", bytes(other.replace("" + later, "" + sequence)),
                "sequence gone", bytes(other.replace("\"spiffe_sequence\": " + later + ",", "")),
                "10 MB", bytes(good + " ".repeat(10 << 20)),
                "no JSON", bytes("<html>"),
                "nothing", new byte[0],
                "cut", bytes(other.substring(0, other.length() / 2)),
                "twice", bytes(other.replace("\"keys\"", "\"keys\": [], \"keys\""))));
        wrong.forEach((name, body) -> {
            partner.answers(body);
            ask();
            assertThat(outcomes.get(PartnerMesh.DOMAIN)).as(name).isPresent();
            assertThat(believed()).as(name).containsExactly(first.certificate());
        });
        partner.answersWell();
        ask();
        assertGood();
        assertThat(believed()).containsExactly(second.certificate());
    }

    @Test
    void aRedirectIsNotFollowedNorRemembered() throws Exception {
        var hits = new AtomicInteger();
        HttpsServer hostile = hostile();
        hostile.createContext("/", exchange -> {
            hits.incrementAndGet();
            String to = exchange.getRequestURI().getPath().equals("/plain")
                    ? "http://partner.example:" + partner.port() + "/"
                    : "https://partner.example:" + partner.port() + "/";
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        hostile.start();
        try {
            for (String path : List.of("/plain", "/")) {
                bundles.want(List.of(
                        at("https://partner.example:" + hostile.getAddress().getPort() + path)));
                ask();
                ask();
                assertThat(failure(PartnerMesh.DOMAIN)).contains("redirect");
            }
            assertThat(hits.get()).isGreaterThanOrEqualTo(4);
            assertThat(believed()).as("the document's").containsExactly(first.certificate());
            assertThat(bundles.peers().getFirst().fetched()).isEmpty();
        } finally {
            hostile.stop(0);
        }
    }

    @Test
    void aSlowAnswerEndsAtTheDeadlineAndHoldsUpNobodyElse() throws Exception {
        bundles.close();
        bundles = open(new MemoryStore(), Duration.ofSeconds(2));
        HttpsServer hostile = hostile();
        hostile.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        hostile.start();
        var supplier = TrustDomain.parse("supplier.example");
        try {
            var slow = new Peer(
                    supplier,
                    "https://supplier.example:" + hostile.getAddress().getPort() + "/",
                    new EndpointProof.HttpsSpiffe(SpiffeId.parse(PartnerMesh.ENDPOINT)),
                    Optional.empty());
            bundles.want(List.of(spiffe(), slow));
            bundles.tick();
            assertGood();
            assertThat(failure(supplier)).contains("did not answer within PT2S");
        } finally {
            hostile.stop(0);
        }
    }

    @Test
    void addressesThatADocumentMayNotLeadToAreNotDialled() throws Exception {
        for (String url : List.of(
                "https://169.254.169.254/latest",
                "https://168.63.129.16/",
                "http://partner.example/",
                "https://user:word@partner.example/",
                "https://partner.example/%zz")) {
            bundles.close();
            var source = new HttpsBundleSource(
                    AddressPolicy.PUBLIC, Resolver.SYSTEM, TlsTrust.system(), Optional::empty, HOUR);
            assertThatThrownBy(() -> source.fetch(
                            new Peer(PartnerMesh.DOMAIN, url, new EndpointProof.HttpsWeb(), Optional.empty()),
                            Optional.empty(),
                            Optional.empty()))
                    .as(url)
                    .isInstanceOf(io.synapsemesh.certs.federation.BundleUnavailable.class);
        }
        try (var listening = new ServerSocket(0, 1, LOOPBACK)) {
            listening.setSoTimeout(200);
            policy = AddressPolicy.PUBLIC;
            bundles = open(new MemoryStore(), Duration.ofSeconds(2));
            bundles.want(List.of(at("https://partner.example:" + listening.getLocalPort() + "/")));
            bundles.tick();
            assertThat(failure(PartnerMesh.DOMAIN)).contains("may not be dialled");
            assertThatThrownBy(listening::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    /// Our ports ask only our own roots, whatever a partner's authority signs and however fresh its bundle is.
    @Test
    void aFederatedAuthorityThatIssuesOurNamesIsNotBelieved() {
        bundles.want(List.of(spiffe()));
        assertGood();
        var ours = new SigningRoot("corp");
        var clients = new MeshClients(() -> Optional.of(new TrustBundle(OWN, Anchors.of(List.of(ours.certificate())))));
        String name = "spiffe://corp.example/ns/mesh/sa/gateway";
        assertThatCode(() -> clients.checkClientTrusted(chain(ours.leaf(HOUR, name)), "ECDSA"))
                .doesNotThrowAnyException();
        for (var forged : List.of(
                first.leaf(HOUR, name),
                first.leaf(HOUR, PartnerMesh.ENDPOINT, name),
                first.leaf(HOUR, name, PartnerMesh.ENDPOINT))) {
            assertThatThrownBy(() -> clients.checkClientTrusted(chain(forged), "ECDSA"))
                    .isInstanceOf(CertificateException.class);
        }
        // Nor as an endpoint: an identity of ours is proven with our own bundle.
        partner.shows(first.leaf(HOUR, name));
        bundles.want(List.of(new Peer(
                PartnerMesh.DOMAIN,
                url(),
                new EndpointProof.HttpsSpiffe(SpiffeId.parse(name)),
                Optional.of(partner.json()))));
        ask();
        assertThat(outcomes.get(PartnerMesh.DOMAIN)).isPresent();
    }

    /// Another implementation reads what we publish.
    @Test
    void aReaderOfPlainKeySetsFindsOurAuthorities() throws Exception {
        partner.roots(first, second);
        var set = JWKSet.parse(partner.json());
        assertThat(set.getKeys()).hasSize(2).allSatisfy(key -> {
            assertThat(key.getKeyID()).isNull();
            assertThat(key.getKeyUse().identifier()).isEqualTo("x509-svid");
            assertThat(key.toECKey().toECPublicKey())
                    .isEqualTo(key.getParsedX509CertChain().getFirst().getPublicKey());
        });
        assertThat(set.getKeys().stream()
                        .map(key -> key.getParsedX509CertChain().getFirst()))
                .containsExactlyInAnyOrder(first.certificate(), second.certificate());
    }

    private void ask() {
        now = now.plus(Duration.ofMinutes(5));
        bundles.tick();
    }

    private void assertGood() {
        bundles.tick();
        assertThat(outcomes.get(PartnerMesh.DOMAIN)).isEmpty();
        assertThat(trusted.get(PartnerMesh.DOMAIN)).isEqualTo(partner.bundle());
    }

    private List<X509Certificate> believed() {
        return Objects.requireNonNull(trusted.get(PartnerMesh.DOMAIN)).anchors().certificates();
    }

    private String failure(TrustDomain domain) {
        return Objects.requireNonNull(outcomes.get(domain)).orElseThrow();
    }

    private String url() {
        return "https://partner.example:" + partner.port() + "/";
    }

    private Peer spiffe() {
        return at(url());
    }

    private Peer at(String url) {
        return new Peer(
                PartnerMesh.DOMAIN,
                url,
                new EndpointProof.HttpsSpiffe(SpiffeId.parse(PartnerMesh.ENDPOINT)),
                Optional.of(partner.json()));
    }

    private Peer web() {
        return new Peer(PartnerMesh.DOMAIN, url(), new EndpointProof.HttpsWeb(), Optional.empty());
    }

    /// Proves what the partner's endpoint would, and behaves as it would not.
    private HttpsServer hostile() throws IOException, java.security.GeneralSecurityException {
        var leaf = first.leaf(HOUR, PartnerMesh.ENDPOINT);
        var keys = new DoorKeys(() -> Optional.of(new DoorKeys.Shown(List.of(leaf.leaf()), leaf.key())));
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, null, null);
        var server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        return server;
    }

    private TrustBundle authorityOf(TrustDomain domain) {
        var random = new SecureRandom();
        var store = new MemoryStore();
        return Authorities.open(
                        store,
                        new Seal(KeyEncryptionKey.openOrCreate(store, random), random),
                        new AuthorityConfig(domain, Duration.ofDays(365), Duration.ofMinutes(2), new TreeSet<>()),
                        _ -> java.util.Set.of(),
                        clock,
                        random)
                .mesh()
                .bundle();
    }

    private static X509Certificate[] chain(SigningRoot.Signed leaf) {
        return new X509Certificate[] {leaf.leaf()};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
