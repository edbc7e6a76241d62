package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.HttpsFetcher;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.Resolver;
import io.synapsemesh.identity.jwks.TlsTrust;
import io.synapsemesh.simulator.oidc.IssuerFake;
import io.synapsemesh.simulator.oidc.JwksTrouble;
import io.synapsemesh.simulator.oidc.OidcIssuerFake;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The keys of a provider, fetched over TLS from a real issuer by discovery.
final class KeyDeskTest {
    private static final String TENANT = "11111111-1111-1111-1111-111111111111";
    private static final Duration WITHIN = Duration.ofSeconds(45);

    private final SimulatorCa ca = SimulatorCa.create(Clock.systemUTC());
    private final OidcIssuerFake issuers = OidcIssuerFake.start(ca, Clock.systemUTC());
    private final Map<String, byte[]> disk = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final Meters meters = new Meters();
    private KeyDesk desk = open(new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"))));

    @AfterEach
    void close() {
        desk.close();
        issuers.close();
    }

    @Test
    void bothIssuersOfATenantHaveTheTenantsKeys() throws Exception {
        var tenant = issuers.entra(TENANT);
        Provider entra = provider(
                ProviderType.ENTRA_ID,
                new Provider.Issuer(tenant.issuerV2(), Optional.of(TENANT)),
                new Provider.Issuer(tenant.issuerV1(), Optional.of(TENANT)));

        desk.want(List.of(entra));

        await().atMost(WITHIN).until(() -> desk.of(entra).size() == 2);
        assertThat(kids(desk.of(entra).get(tenant.issuerV2()))).isEqualTo(published(tenant.issuer()));
        assertThat(kids(desk.of(entra).get(tenant.issuerV1()))).isEqualTo(published(tenant.issuer()));
        assertThat(changes).hasPositiveValue();
        assertThat(meters.scrape()).contains("synapsemesh_jwks_fetches_total{outcome=\"good\"} ");
    }

    @Test
    void anIssuerThatFailsFirstIsAskedAgainWithinSeconds() throws Exception {
        Provider ci = ci();
        issuers.ci().issuer().trouble(new JwksTrouble.Status(503));
        desk.start();
        desk.want(List.of(ci));
        await().atMost(WITHIN).until(() -> issuers.ci().issuer().jwksFetches() >= 1);
        assertThat(desk.of(ci)).isEmpty();

        issuers.ci().issuer().trouble(new JwksTrouble.None());

        await().atMost(WITHIN).until(() -> !desk.of(ci).isEmpty());
        assertThat(kids(desk.of(ci).get(issuers.ci().issuerUrl())))
                .isEqualTo(published(issuers.ci().issuer()));
    }

    @Test
    void theKeysOfBeforeARestartServeWhileTheIssuerIsAway() throws Exception {
        Provider ci = ci();
        desk.want(List.of(ci));
        await().atMost(WITHIN).until(() -> !desk.of(ci).isEmpty());
        desk.close();
        issuers.close();

        desk = open(new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"))));
        desk.want(List.of(ci));

        assertThat(kids(desk.of(ci).get(issuers.ci().issuerUrl())))
                .isEqualTo(published(issuers.ci().issuer()));
    }

    /// Without the demo's permission a loopback issuer is never dialled (SSRF rules).
    @Test
    void anIssuerAtAForbiddenAddressIsNotAsked() {
        desk.close();
        desk = open(AddressPolicy.PUBLIC);
        changes.set(0);

        desk.want(List.of(ci()));

        await().atMost(WITHIN).until(() -> changes.get() > 0);
        assertThat(desk.of(ci())).isEmpty();
        assertThat(issuers.ci().issuer().jwksFetches()).isZero();
    }

    @Test
    void whatIsNotWantedAnyMoreHasNoKeys() {
        Provider ci = ci();
        desk.want(List.of(ci));
        await().atMost(WITHIN).until(() -> !desk.of(ci).isEmpty());

        desk.want(List.of());

        assertThat(desk.of(ci)).isEmpty();
    }

    private KeyDesk open(AddressPolicy addresses) {
        return new KeyDesk(
                new HttpsFetcher(
                        addresses,
                        Resolver.SYSTEM,
                        TlsTrust.systemAnd(List.of(root(ca.pem()))).context(),
                        HttpsFetcher.DEADLINE),
                new JwksArchive() {
                    @Override
                    public Optional<byte[]> read(String name) {
                        return Optional.ofNullable(disk.get(name));
                    }

                    @Override
                    public void write(String name, byte[] content) {
                        disk.put(name, content);
                    }
                },
                changes::incrementAndGet,
                meters,
                Clock.systemUTC(),
                new SecureRandom());
    }

    private Provider ci() {
        return provider(ProviderType.OIDC, new Provider.Issuer(issuers.ci().issuerUrl(), Optional.empty()));
    }

    private static Provider provider(ProviderType type, Provider.Issuer... urls) {
        return new Provider(
                "idp",
                Origin.of(new DocumentRef("IdentityProvider", "", "idp"), 1),
                type,
                List.of(urls),
                List.of("api://synapsemesh"),
                "sub",
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(),
                new Provider.KeySource.Discovery());
    }

    private static List<String> kids(@Nullable String json) throws ParseException {
        return JWKSet.parse(Objects.requireNonNull(json, "no keys")).getKeys().stream()
                .map(key -> key.getKeyID())
                .sorted()
                .toList();
    }

    private static List<String> published(IssuerFake issuer) {
        return issuer.publishedKeys().getKeys().stream()
                .map(key -> key.getKeyID())
                .sorted()
                .toList();
    }

    private static X509Certificate root(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.cert.CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
