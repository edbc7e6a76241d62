package io.synapsemesh.identity.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.JwksArchive;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksQuery;
import io.synapsemesh.identity.jwks.JwksStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Providers of every type with their keys, and a right token of each. What the corpus changes is a change of one
/// of these.
final class MeshOfTests {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final long NOW_SECONDS = NOW.getEpochSecond();

    static final String AUDIENCE = "api://synapsemesh";
    static final String TENANT = "11111111-1111-1111-1111-111111111111";
    static final String TENANT_A = "22222222-2222-2222-2222-222222222222";
    static final String TENANT_B = "33333333-3333-3333-3333-333333333333";
    static final String OID = "77777777-7777-7777-7777-777777777777";
    static final String APP = "99999999-9999-9999-9999-999999999999";
    static final String AGENT = "88888888-8888-8888-8888-888888888888";
    static final String GROUP = "3f1c0f5e-0000-0000-0000-000000000001";
    static final String OTHER_GROUP = "3f1c0f5e-0000-0000-0000-000000000002";

    static final SigningKey ENTRA_KEY = SigningKey.rsa("entra-1");
    static final SigningKey ENTRA_EC = SigningKey.ec("entra-ec", "secp256r1");
    static final SigningKey ENTRA_EC384 = SigningKey.ec("entra-ec384", "secp384r1");
    static final SigningKey ENTRA_ED = SigningKey.ed25519("entra-ed");
    static final SigningKey ENTRA_PSS = SigningKey.rsa("entra-pss");
    static final SigningKey KEY_A = SigningKey.rsa("tenant-a");
    static final SigningKey KEY_B = SigningKey.rsa("tenant-b");
    static final SigningKey UNMARKED = SigningKey.rsa("unmarked");
    static final SigningKey OTHER = SigningKey.rsa("other-1");
    static final SigningKey SVID_KEY = SigningKey.ec("svid-1", "secp256r1");
    static final SigningKey SVID_X509 = SigningKey.ec("svid-x509", "secp256r1");
    static final SigningKey SVID_ED = SigningKey.ed25519("svid-ed");
    static final SigningKey STRANGER = SigningKey.rsa("stranger");

    static final String ENTRA_V2 = v2(TENANT);
    static final String ENTRA_V1 = v1(TENANT);
    static final String OKTA = "https://corp.okta.example/oauth2/default";
    static final String ACCESS = "https://corp.cloudflareaccess.example";
    static final String CLUSTER = "https://kubernetes.default.svc.cluster.local";
    static final String GITHUB = "https://token.actions.githubusercontent.com";
    static final String TRUST_DOMAIN = "spiffe://corp.example";

    final Provider entra = provider(
            "entra",
            ProviderType.ENTRA_ID,
            "oid",
            jwks(
                    ENTRA_KEY.jwk(),
                    ENTRA_EC.jwk(),
                    ENTRA_EC384.jwk(),
                    ENTRA_ED.jwk(),
                    with(ENTRA_PSS.jwk(), "alg", "PS256")),
            new Provider.Issuer(ENTRA_V2, Optional.of(TENANT)),
            new Provider.Issuer(ENTRA_V1, Optional.of(TENANT)));

    final Provider multi = provider(
            "multi",
            ProviderType.ENTRA_ID,
            "oid",
            jwks(
                    with(KEY_A.jwk(), "issuer", v2(TENANT_A)),
                    with(KEY_B.jwk(), "issuer", v2(TENANT_B)),
                    with(OTHER.jwk(), "issuer", v2("9188040d-6c67-4c5b-b112-36a304b66dad")),
                    UNMARKED.jwk()),
            new Provider.Issuer(v2(TENANT_A), Optional.of(TENANT_A)),
            new Provider.Issuer(v1(TENANT_A), Optional.of(TENANT_A)),
            new Provider.Issuer(v2(TENANT_B), Optional.of(TENANT_B)));

    final Provider okta = provider("okta", ProviderType.OKTA, "sub", jwks(OTHER.jwk()), issuer(OKTA));
    final Provider access =
            provider("access", ProviderType.CLOUDFLARE_ACCESS, "sub", jwks(OTHER.jwk()), issuer(ACCESS));
    final Provider cluster = provider("cluster", ProviderType.KUBERNETES, "sub", jwks(OTHER.jwk()), issuer(CLUSTER));
    final Provider github = provider("github", ProviderType.OIDC, "sub", jwks(OTHER.jwk()), issuer(GITHUB));
    final Provider spiffe = provider(
            "spiffe",
            ProviderType.SPIFFE,
            "sub",
            jwks(
                    with(SVID_KEY.jwk(), "use", "jwt-svid"),
                    with(SVID_X509.jwk(), "use", "x509-svid"),
                    with(SVID_ED.jwk(), "use", "jwt-svid")),
            issuer(TRUST_DOMAIN));

    final TestClock clock = new TestClock(NOW);
    final TokenVerifier verifier;

    MeshOfTests() {
        var providers = List.of(entra, multi, okta, access, cluster, github, spiffe);
        var store = store(clock);
        store.want(queries(providers));
        verifier = new TokenVerifier(new StoredKeys(store), clock);
        verifier.believe(providers);
    }

    static JwksStore store(Clock clock) {
        return new JwksStore(
                uri -> {
                    throw new FetchFailed("nothing is fetched in this test");
                },
                new JwksArchive() {
                    @Override
                    public Optional<byte[]> read(String name) {
                        return Optional.empty();
                    }

                    @Override
                    public void write(String name, byte[] content) {}
                },
                (query, result) -> {},
                Runnable::run,
                clock,
                new Random(1));
    }

    static List<JwksQuery> queries(List<Provider> providers) {
        return providers.stream()
                .flatMap(provider ->
                        provider.issuers().stream().flatMap(issuer -> JwksQueries.of(provider, issuer).stream()))
                .distinct()
                .toList();
    }

    /// A user's v2 token with two groups.
    static Draft user() {
        return user(ENTRA_KEY, ENTRA_V2, TENANT);
    }

    static Draft user(SigningKey key, String issuer, String tenant) {
        var claims = start(issuer);
        claims.put("oid", OID);
        claims.put("sub", "pairwise-subject");
        claims.put("tid", tenant);
        claims.put("azp", APP);
        claims.put("azpacr", "0");
        claims.put("scp", "access_as_user");
        claims.put("preferred_username", "somebody@example.invalid");
        claims.put("groups", List.of(GROUP, OTHER_GROUP));
        claims.put("uti", "uti-1");
        claims.put("ver", "2.0");
        return Draft.of(key, "RS256", claims);
    }

    static Draft userV1() {
        return user(ENTRA_KEY, ENTRA_V1, TENANT)
                .without("azp", "azpacr", "preferred_username")
                .claim("appid", APP)
                .claim("appidacr", "0")
                .claim("unique_name", "somebody@example.invalid")
                .claim("ver", "1.0");
    }

    static Draft application() {
        return user().without("scp", "preferred_username")
                .claim("idtyp", "app")
                .claim("azpacr", "2")
                .claim("sub", OID);
    }

    static Draft okta() {
        var claims = start(OKTA);
        claims.put("sub", "00u1");
        claims.put("uid", "00u1");
        claims.put("cid", "0oa1");
        claims.put("scp", List.of("openid", "mesh"));
        claims.put("groups", List.of("engineers"));
        claims.put("jti", "AT.1");
        return Draft.of(OTHER, "RS256", claims).withoutHeader("typ");
    }

    static Draft access() {
        var claims = start(ACCESS);
        claims.put("aud", List.of(AUDIENCE));
        claims.put("sub", "7335d417-61da-459d-899c-0a01c76a2f94");
        claims.put("type", "app");
        claims.put("email", "somebody@example.invalid");
        claims.put("identity_nonce", "6ei69kawdKzMIAPF");
        claims.put("country", "US");
        return Draft.of(OTHER, "RS256", claims);
    }

    static Draft cluster() {
        var claims = start(CLUSTER);
        claims.put("aud", List.of(AUDIENCE));
        claims.put("sub", "system:serviceaccount:etl:nightly");
        claims.put(
                "kubernetes.io",
                Map.of(
                        "namespace",
                        "etl",
                        "pod",
                        Map.of("name", "nightly-0", "uid", OID),
                        "serviceaccount",
                        Map.of("name", "nightly", "uid", APP)));
        return Draft.of(OTHER, "RS256", claims).withoutHeader("typ");
    }

    static Draft job() {
        var claims = start(GITHUB);
        claims.put("sub", "repo:corp/etl:environment:prod");
        claims.put("repository", "corp/etl");
        claims.put("environment", "prod");
        claims.put("ref", "refs/heads/main");
        claims.put("job_workflow_ref", "corp/etl/.github/workflows/deploy.yml@refs/heads/main");
        claims.put("run_id", "1");
        claims.put("jti", "job-1");
        return Draft.of(OTHER, "RS256", claims);
    }

    static Draft svid() {
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("sub", TRUST_DOMAIN + "/ns/etl/sa/nightly");
        claims.put("aud", List.of(AUDIENCE));
        claims.put("exp", NOW_SECONDS + 300);
        return Draft.of(SVID_KEY, "ES256", claims);
    }

    static String v2(String tenant) {
        return "https://login.microsoftonline.com/" + tenant + "/v2.0";
    }

    static String v1(String tenant) {
        return "https://sts.windows.net/" + tenant + "/";
    }

    @SafeVarargs
    static String jwks(Map<String, Object>... keys) {
        return JSONObjectUtils.toJSONString(Map.of("keys", Arrays.asList(keys)));
    }

    static Map<String, Object> with(Map<String, Object> jwk, String name, Object value) {
        jwk.put(name, value);
        return jwk;
    }

    static Provider provider(String name, ProviderType type, String subject, String jwks, Provider.Issuer... issuers) {
        return new Provider(
                name,
                Origin.of(new DocumentRef("IdentityProvider", "", name), 1),
                type,
                List.of(issuers),
                List.of(AUDIENCE),
                subject,
                "groups",
                Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(List.of(AGENT)),
                new Provider.KeySource.Inline(jwks));
    }

    static Provider.Issuer issuer(String url) {
        return new Provider.Issuer(url, Optional.empty());
    }

    private static Map<String, @Nullable Object> start(String issuer) {
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("iss", issuer);
        claims.put("aud", AUDIENCE);
        claims.put("iat", NOW_SECONDS);
        claims.put("nbf", NOW_SECONDS);
        claims.put("exp", NOW_SECONDS + 3_600);
        return claims;
    }

    /// Stands still until it is set.
    static final class TestClock extends Clock {
        private volatile Instant now;

        TestClock(Instant now) {
            this.now = now;
        }

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
