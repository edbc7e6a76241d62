package io.synapsemesh.controlplane.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.node.NodeTokenVerdict.Accepted;
import io.synapsemesh.controlplane.node.NodeTokenVerdict.Reason;
import io.synapsemesh.controlplane.node.NodeTokenVerdict.Refused;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TrustDomain DOMAIN = TrustDomain.parse("corp.example");
    private static final SpiffeId GATEWAY = SpiffeId.parse("spiffe://corp.example/ns/mesh/sa/gw");
    private static final InetAddress HERE = InetAddress.ofLiteral("10.1.2.3");
    private static final JOSEObjectType TYPE = new JOSEObjectType("synapsemesh-node+jwt");

    @TempDir
    private Path temporary;

    private final SecureRandom random = new SecureRandom();
    private DataDirectory directory;
    private Seal seal;
    private NodeTokens tokens;
    private ECKey key;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(temporary.resolve("state"));
        seal = DataSeal.open(directory, random);
        tokens = at(NOW);
        key = TokenKey.openOrCreate(directory.folder(DataDirectory.Part.TOKENS), seal, TokenKey.PURPOSE, random);
    }

    private NodeTokens at(Instant instant) {
        return NodeTokens.open(directory, seal, DOMAIN, Clock.fixed(instant, ZoneOffset.UTC), random);
    }

    private NodeToken make(String... sources) {
        var ranges = List.of(sources).stream().map(Cidr::parse).toList();
        return tokens.create("mesh/gw1", GATEWAY, Duration.ofHours(24), ranges);
    }

    private static String text(NodeToken token) {
        return new String(token.text().open(), StandardCharsets.US_ASCII);
    }

    private static Reason reason(NodeTokenVerdict verdict) {
        return switch (verdict) {
            case Refused(var reason, var detail) -> reason;
            case Accepted accepted -> throw new AssertionError("accepted " + accepted);
        };
    }

    private Reason judged(String presented) {
        return reason(tokens.verify(presented, HERE));
    }

    private String signed(JWSHeader header, JWTClaimsSet claims) throws Exception {
        var token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.getKeyID());
    }

    private static JWTClaimsSet claims(NodeToken token) throws Exception {
        return SignedJWT.parse(text(token)).getJWTClaimsSet();
    }

    private static JWTClaimsSet.Builder edited(NodeToken token) throws Exception {
        return new JWTClaimsSet.Builder(claims(token));
    }

    @Test
    void acceptsItsOwnTokenWithTheClaimsOfTheContract() throws Exception {
        var token = make();
        assertThat(tokens.verify(text(token), HERE)).isEqualTo(new Accepted(token.credential()));
        var claims = claims(token);
        assertThat(claims.getIssuer()).isEqualTo("corp.example");
        assertThat(claims.getSubject()).isEqualTo(GATEWAY.uri());
        assertThat(claims.getAudience()).containsExactly("synapsemesh-xds");
        assertThat(claims.getStringClaim("node")).isEqualTo("mesh/gw1");
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plus(Duration.ofHours(24))));
        assertThat(claims.getJWTID()).isEqualTo(token.credential().id());
        assertThat(token.toString()).contains("[redacted]").doesNotContain(text(token));
    }

    @Test
    void refusesALifeLongerThanADayAndAForeignIdentity() {
        assertThatThrownBy(() ->
                        tokens.create("mesh/gw1", GATEWAY, Duration.ofHours(24).plusSeconds(1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.create("mesh/gw1", GATEWAY, Duration.ZERO, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.create("gw1", GATEWAY, Duration.ofHours(1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        var foreign = SpiffeId.parse("spiffe://partner.example/ns/mesh/sa/gw");
        assertThatThrownBy(() -> tokens.create("mesh/gw1", foreign, Duration.ofHours(1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherAlgorithmsTypesAndHeaders() throws Exception {
        var claims = claims(make());
        assertThat(judged(new PlainJWT(claims).serialize())).isEqualTo(Reason.MALFORMED);
        var mac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(TYPE)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        mac.sign(new MACSigner(key.toECPublicKey().getEncoded()));
        assertThat(judged(mac.serialize())).isEqualTo(Reason.MALFORMED);
        String[] parts = text(make()).split("\\.");
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"HS512\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));
        assertThat(judged(other + "." + parts[1] + "." + parts[2])).isEqualTo(Reason.ALGORITHM);
        assertThat(judged(signed(header().type(JOSEObjectType.JWT).build(), claims)))
                .isEqualTo(Reason.MALFORMED);
        assertThat(judged(signed(header().type(null).build(), claims))).isEqualTo(Reason.MALFORMED);
        assertThat(judged(signed(header().jwk(key.toPublicJWK()).build(), claims)))
                .isEqualTo(Reason.MALFORMED);
        assertThat(judged(signed(
                        header().jwkURL(java.net.URI.create("https://x.example"))
                                .build(),
                        claims)))
                .isEqualTo(Reason.MALFORMED);
        assertThat(judged(signed(
                        header().criticalParams(java.util.Set.of("exp"))
                                .customParam("exp", 1)
                                .build(),
                        claims)))
                .isEqualTo(Reason.MALFORMED);
        assertThat(judged(signed(header().keyID("other").build(), claims))).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(judged(signed(header().build(), claims) + ".x")).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesEveryChangedCharacter() {
        String good = text(make());
        for (int i = 0; i < good.length(); i++) {
            char other = good.charAt(i) == 'A' ? 'Q' : 'A';
            var changed = good.substring(0, i) + other + good.substring(i + 1);
            var verdict = tokens.verify(changed, HERE);
            // The last character of each part may hold unused bits only; the content is then the same.
            boolean lastOfPart = i + 1 == good.length() || good.charAt(i + 1) == '.';
            assertThat(verdict instanceof Refused || lastOfPart)
                    .as("character %d", i)
                    .isTrue();
        }
    }

    @Test
    void refusesAnotherSignerWithTheSameKeyId() throws Exception {
        var stranger = new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256).generate();
        var token = new SignedJWT(header().build(), claims(make()));
        token.sign(new ECDSASigner(stranger));
        assertThat(judged(token.serialize())).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void refusesTheAllZeroSignature() throws Exception {
        String[] parts = text(make()).split("\\.");
        String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        assertThat(judged(parts[0] + "." + parts[1] + "." + zeros)).isIn(Reason.SIGNATURE, Reason.MALFORMED);
    }

    @Test
    void refusesWrongClaimsEvenWithAGoodSignature() throws Exception {
        var token = make();
        assertThat(judged(signed(
                        header().build(),
                        edited(token).issuer("partner.example").build())))
                .isEqualTo(Reason.ISSUER);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).audience("api://synapsemesh").build())))
                .isEqualTo(Reason.AUDIENCE);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).audience(List.of("synapsemesh-xds", "x")).build())))
                .isEqualTo(Reason.AUDIENCE);
        assertThat(judged(signed(
                        header().build(), edited(token).expirationTime(null).build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(),
                        edited(token)
                                .expirationTime(Date.from(NOW.plus(Duration.ofDays(2))))
                                .build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).subject("spiffe://corp.example/../x").build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).subject("spiffe://partner.example/x").build())))
                .isEqualTo(Reason.ISSUER);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).claim("node", Map.of("a", 1)).build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(),
                        edited(token).claim("sources", "10.0.0.0/8").build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(), edited(token).claim("sources", null).build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(header().build(), edited(token).jwtID(null).build())))
                .isEqualTo(Reason.CLAIMS);
        assertThat(judged(signed(
                        header().build(), edited(token).jwtID("../../ca/kek").build())))
                .isEqualTo(Reason.CLAIMS);
    }

    @Test
    void refusesATokenTheLedgerDoesNotKnowOrKnowsOtherwise() throws Exception {
        var token = make();
        var other = edited(token).jwtID("0".repeat(32)).build();
        assertThat(judged(signed(header().build(), other))).isEqualTo(Reason.UNKNOWN_TOKEN);
        var wider = edited(token)
                .subject("spiffe://corp.example/synapsemesh/control-plane")
                .build();
        assertThat(judged(signed(header().build(), wider))).isEqualTo(Reason.UNKNOWN_TOKEN);
        directory
                .folder(DataDirectory.Part.TOKENS)
                .write(token.credential().id() + ".made", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(judged(text(token))).isEqualTo(Reason.UNKNOWN_TOKEN);
    }

    @Test
    void endsWithItsTimeWithHalfAMinuteForClocks() {
        String token = text(make());
        assertThat(at(NOW.plus(Duration.ofHours(24)).plusSeconds(29)).verify(token, HERE))
                .isInstanceOf(Accepted.class);
        assertThat(reason(at(NOW.plus(Duration.ofHours(24)).plusSeconds(30)).verify(token, HERE)))
                .isEqualTo(Reason.EXPIRED);
        assertThat(at(NOW.minusSeconds(30)).verify(token, HERE)).isInstanceOf(Accepted.class);
        assertThat(reason(at(NOW.minusSeconds(31)).verify(token, HERE))).isEqualTo(Reason.NOT_YET_VALID);
    }

    @Test
    void comesOnlyFromItsSources() {
        String token = text(make("10.1.0.0/16", "2001:db8::/32"));
        assertThat(tokens.verify(token, HERE)).isInstanceOf(Accepted.class);
        assertThat(tokens.verify(token, InetAddress.ofLiteral("2001:db8::1"))).isInstanceOf(Accepted.class);
        for (String address : List.of("10.2.0.1", "127.0.0.1", "2001:db9::1")) {
            assertThat(reason(tokens.verify(token, InetAddress.ofLiteral(address))))
                    .isEqualTo(Reason.SOURCE);
        }
    }

    @Test
    void refusesHostileTexts() {
        assertThat(judged("x".repeat(NodeTokens.CHARS_MAX + 1))).isEqualTo(Reason.TOO_LARGE);
        for (String hostile : List.of(
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "e30.e30.",
                "\u0000",
                "ey".repeat(1000),
                "[".repeat(4000),
                text(make()) + " x")) {
            assertThat(judged(hostile)).as(hostile).isEqualTo(Reason.MALFORMED);
        }
        String deep = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"a\":".repeat(400).getBytes(StandardCharsets.US_ASCII));
        assertThat(judged(deep + ".e30.AAAA")).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void listsOldestFirstAndRevokesOnce() {
        var first = make();
        var second = at(NOW.plusSeconds(5)).create("mesh/gw2", GATEWAY, Duration.ofHours(1), List.of());
        assertThat(tokens.list())
                .extracting(row -> row.credential())
                .containsExactly(first.credential(), second.credential());
        assertThat(tokens.revoke(first.credential().id())).isTrue();
        assertThat(tokens.revoke(first.credential().id())).isTrue();
        assertThat(tokens.revoke("f".repeat(32))).isFalse();
        assertThat(tokens.revoke("../signing-key")).isFalse();
        assertThat(judged(text(first))).isEqualTo(Reason.REVOKED);
        assertThat(tokens.list().getFirst().revokedAt()).contains(NOW);
        assertThat(tokens.verify(text(second), HERE)).isInstanceOf(Accepted.class);
    }

    @Test
    void tokensAndRevocationsSurviveARestartAndWorkOffline() {
        var token = make();
        var commandLine = NodeTokens.open(
                DataDirectory.open(directory.path()),
                DataSeal.open(directory, random),
                DOMAIN,
                Clock.fixed(NOW, ZoneOffset.UTC),
                random);
        assertThat(commandLine.verify(text(token), HERE)).isInstanceOf(Accepted.class);
        commandLine.revoke(token.credential().id());
        assertThat(judged(text(token))).isEqualTo(Reason.REVOKED);
    }

    @Test
    void aRunningServerHearsOfARevocationWithinASecond() {
        var before = make();
        tokens.revoke(before.credential().id());
        var token = make();
        var heard = new CopyOnWriteArrayList<String>();
        try (var watch = RevocationWatch.start(tokens, heard::add)) {
            at(NOW).revoke(token.credential().id());
            Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> !heard.isEmpty());
            assertThat(heard).containsExactly(token.credential().id());
            assertThat(RevocationWatch.INTERVAL).isLessThan(Duration.ofSeconds(1));
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aListenerThatFailsIsToldAgain() {
        var token = make();
        var calls = new CopyOnWriteArrayList<String>();
        try (var watch = RevocationWatch.start(tokens, id -> {
            calls.add(id);
            if (calls.size() == 1) {
                throw new IllegalStateException("not now");
            }
        })) {
            assertThat(watch).isNotNull();
            tokens.revoke(token.credential().id());
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> calls.size() == 2);
        }
    }

    @Test
    void theSigningKeyLiesSealedAndIsNotReplaced() throws Exception {
        var token = make();
        Path file = directory.path().resolve("tokens/signing-key");
        byte[] content = Files.readAllBytes(file);
        assertThat(new String(content, StandardCharsets.ISO_8859_1)).startsWith("SMS1");
        content[40] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() -> at(NOW)).isInstanceOf(io.synapsemesh.certs.store.SealBroken.class);
        content[40] ^= 1;
        Files.write(file, content);
        assertThat(at(NOW).verify(text(token), HERE)).isInstanceOf(Accepted.class);
    }

    @Test
    void expiredLinesAreSwept() {
        make();
        var later = at(NOW.plus(Duration.ofHours(49)));
        later.create("mesh/gw1", GATEWAY, Duration.ofHours(1), List.of());
        assertThat(later.list()).hasSize(1);
    }
}
