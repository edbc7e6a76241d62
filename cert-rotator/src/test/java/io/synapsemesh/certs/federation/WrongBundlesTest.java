package io.synapsemesh.certs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.CertificateDraft;
import io.synapsemesh.core.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Bundles that must not be believed, each with its reason and beside it the nearest one that must.
class WrongBundlesTest {
    private static final int GOAL = 40;
    private static final boolean CRITICAL = CertificateDraft.CRITICAL;
    private static final byte[] GOOD = BundleText.bundle(BundleText.KEY_TEXT);

    private enum Kind {
        BUNDLE,
        MAP,
        SUCCESSOR
    }

    /// @param before for a successor, what was believed until now
    private record Vector(Kind kind, String reason, String encoding, byte[] before, byte[] wrong, byte[] twin) {
        Optional<String> refusalOf(byte[] json) {
            try {
                switch (kind) {
                    case BUNDLE -> BundleDocument.parse(json, Fixture.DOMAIN);
                    case MAP -> BundleMap.parse(json);
                    case SUCCESSOR ->
                        BundleDocument.parse(json, Fixture.DOMAIN).after(BundleDocument.parse(before, Fixture.DOMAIN));
                }
                return Optional.empty();
            } catch (BundleRefused e) {
                return Optional.of(e.reason());
            }
        }

        @Override
        public String toString() {
            return kind + " " + reason + ": " + encoding;
        }
    }

    private final List<Vector> all = new ArrayList<>();

    WrongBundlesTest() {
        json();
        strings();
        numbers();
        shape();
        keys();
        certificates();
        successors();
        maps();
    }

    @TestFactory
    Stream<DynamicTest> everyWrongOneIsRefusedWithItsReason() {
        return all.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.toString(),
                        () -> assertThat(vector.refusalOf(vector.wrong())).contains(vector.reason())));
    }

    @TestFactory
    Stream<DynamicTest> everyTwinIsAccepted() {
        return all.stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.toString(),
                        () -> assertThat(vector.refusalOf(vector.twin())).isEmpty()));
    }

    @Test
    void thereAreEnoughAndNoTwoAreTheSameAndEveryRuleHasOne() {
        assertThat(all).hasSizeGreaterThanOrEqualTo(GOAL);
        var names = new HashSet<String>();
        var contents = new HashSet<String>();
        for (Vector vector : all) {
            assertThat(names.add(vector.toString())).as("%s", vector).isTrue();
            assertThat(contents.add(vector.kind() + Arrays.toString(vector.wrong()) + Arrays.toString(vector.before())))
                    .as("%s", vector)
                    .isTrue();
        }
        assertThat(all.stream().map(vector -> vector.reason().split("\\.")[0]).collect(Collectors.toSet()))
                .containsAll(Stream.of(BundleRule.values())
                        .filter(rule -> rule != BundleRule.OTHER_DOMAIN)
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void readsWhatTheDomainSays() {
        var bundle = BundleDocument.parse(GOOD, Fixture.DOMAIN);
        assertThat(bundle.sequence()).contains(7L);
        assertThat(bundle.refreshHint()).contains(Duration.ofMinutes(5));
        assertThat(bundle.trusted(BundleText.NOW)).map(TrustBundle::trustDomain).contains(Fixture.DOMAIN);
        assertThat(bundle.trusted(BundleText.NOW).orElseThrow().anchors().certificates())
                .hasSize(1);
    }

    @Test
    void ignoresUsesAndTypesItDoesNotKnow() {
        var bundle = BundleDocument.parse(
                BundleText.bundle(
                        BundleText.KEY_TEXT,
                        "{\"use\":\"jwt-svid\",\"kty\":\"EC\",\"kid\":\"a\"}",
                        "{\"use\":\"next-svid\",\"kty\":\"EC\",\"x5c\":7}",
                        "{\"use\":\"x509-svid\",\"kty\":\"LATTICE\",\"kid\":{}}"),
                Fixture.DOMAIN);
        assertThat(bundle.authorities()).hasSize(1);
        assertThat(bundle.ignoredKeys()).isEqualTo(3);
    }

    /// Empty is an answer: every SVID of the domain is untrusted from now on.
    @Test
    void anEmptyOrUnusableSetTrustsNobody() {
        byte[] unusable = BundleText.bundle("{\"use\":\"jwt-svid\",\"kty\":\"EC\",\"kid\":\"a\"}");
        byte[] expired = BundleText.bundle(BundleText.key(
                BundleText.root(draft -> draft.dates(BundleText.NOW.minus(Duration.ofDays(9)), BundleText.NOW))));
        for (byte[] json : List.of(BundleText.bundle(), unusable, expired)) {
            assertThat(BundleDocument.parse(json, Fixture.DOMAIN).trusted(BundleText.NOW))
                    .isEmpty();
        }
        assertThat(BundleDocument.parse(expired, Fixture.DOMAIN).trusted(BundleText.NOW.minusSeconds(1)))
                .isPresent();
    }

    @Test
    void oneDomainNeverTakesThePlaceOfAnother() {
        byte[] plain = BundleText.bundle(
                BundleText.key(BundleText.root(draft -> draft.without(Extension.subjectAlternativeName))));
        var ours = BundleDocument.parse(plain, Fixture.DOMAIN);
        var theirs = BundleDocument.parse(plain, TrustDomain.parse("partner.example"));
        assertThatThrownBy(() -> theirs.after(ours))
                .isInstanceOfSatisfying(
                        BundleRefused.class, e -> assertThat(e.rule()).isEqualTo(BundleRule.OTHER_DOMAIN));
    }

    private void json() {
        bundle(
                BundleRule.TOO_LARGE,
                "a byte more than 1 MiB",
                padded(BundleDocument.BYTES_MAX + 1),
                padded(BundleDocument.BYTES_MAX));
        bundle(BundleRule.NOT_UTF8, "an overlong slash", latin("{\"a\":\"\u00c0\u00af\",\"keys\":[]}"));
        bundle(BundleRule.NOT_UTF8, "Latin-1", latin("{\"a\":\"\u00e9\",\"keys\":[]}"));
        bundle(BundleRule.NOT_UTF8, "an encoded surrogate", latin("{\"a\":\"\u00ed\u00a0\u0080\",\"keys\":[]}"));
        bundle(
                BundleRule.NOT_UTF8,
                "UTF-16",
                new String(GOOD, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16));
        bundle(BundleRule.JSON_SYNTAX, "a byte order mark", BundleText.utf8("\ufeff{\"keys\":[]}"));
        bundle(BundleRule.JSON_SYNTAX, "nothing", new byte[0]);
        bundle(BundleRule.JSON_SYNTAX, "cut in half", Arrays.copyOf(GOOD, GOOD.length / 2));
        text(BundleRule.JSON_SYNTAX, "a comma too many", "{\"keys\":[],}");
        text(BundleRule.JSON_SYNTAX, "a comment", "{\"keys\":[]/**/}");
        text(BundleRule.JSON_SYNTAX, "single quotes", "{'keys':[]}");
        text(BundleRule.JSON_SYNTAX, "not a number", "{\"keys\":[],\"a\":NaN}");
        text(BundleRule.JSON_SYNTAX, "a number with a zero in front", "{\"keys\":[],\"spiffe_sequence\":01}");
        text(BundleRule.JSON_SYNTAX, "a number with a plus", "{\"keys\":[],\"spiffe_sequence\":+1}");
        text(BundleRule.JSON_TRAILING, "a second document", "{\"keys\":[]}{\"keys\":[]}");
        text(BundleRule.JSON_TRAILING, "a NUL", "{\"keys\":[]}\u0000");
        text(BundleRule.JSON_DUPLICATE_NAME, "keys twice", "{\"keys\":[],\"keys\":[]}");
        text(BundleRule.JSON_DUPLICATE_NAME, "keys twice, once escaped", "{\"keys\":[],\"\\u006beys\":[]}");
        text(
                BundleRule.JSON_DUPLICATE_NAME,
                "inside an entry",
                "{\"keys\":[{\"use\":\"a\",\"use\":\"b\",\"kty\":\"EC\"}]}");
        bundle(BundleRule.JSON_TOO_DEEP, "100,000 lists", nested(100_000), nested(11));
        bundle(
                BundleRule.JSON_TOO_DEEP,
                "objects",
                BundleText.utf8("{\"keys\":[],\"a\":" + "{\"a\":".repeat(20) + "1" + "}".repeat(20) + "}"));
        bundle(BundleRule.JSON_TOO_MANY, "10,000 values", many(10_000), many(8000));
    }

    private void strings() {
        text(BundleRule.JSON_STRING, "a line end", "{\"keys\":[],\"a\":\"\n\"}");
        text(BundleRule.JSON_STRING, "an unknown escape", "{\"keys\":[],\"a\":\"\\x41\"}");
        text(BundleRule.JSON_STRING, "an escape of three digits", "{\"keys\":[],\"a\":\"\\u041\"}");
        text(BundleRule.JSON_STRING, "half a surrogate pair", "{\"keys\":[],\"a\":\"\\ud800\"}");
        text(BundleRule.JSON_STRING, "surrogates the wrong way round", "{\"keys\":[],\"a\":\"\\udc00\\ud800\"}");
    }

    private void numbers() {
        for (String wrong : List.of("-1", "1.0", "1e3", "-0", "\"7\"", "null", "18446744073709551616", "[7]")) {
            bundle(
                    BundleRule.SEQUENCE,
                    wrong,
                    BundleText.with("\"spiffe_sequence\":" + wrong),
                    BundleText.with("\"spiffe_sequence\":18446744073709551615"));
        }
        for (String wrong : List.of("-5", "300.5", "3e2", "\"300\"", "true", "99999999999999999999")) {
            bundle(
                    BundleRule.REFRESH_HINT,
                    wrong,
                    BundleText.with("\"spiffe_refresh_hint\":" + wrong),
                    BundleText.with("\"spiffe_refresh_hint\":300"));
        }
        for (String wrong : List.of("0", "2592001", "18446744073709551615")) {
            bundle(
                    BundleRule.REFRESH_HINT_RANGE,
                    wrong,
                    BundleText.with("\"spiffe_refresh_hint\":" + wrong),
                    BundleText.with("\"spiffe_refresh_hint\":2592000"));
        }
    }

    private void shape() {
        text(BundleRule.NOT_AN_OBJECT, "a list", "[" + BundleText.KEY_TEXT + "]");
        text(BundleRule.NOT_AN_OBJECT, "null", "null");
        text(BundleRule.NOT_AN_OBJECT, "text", "\"keys\"");
        text(BundleRule.KEYS, "none", "{\"spiffe_sequence\":1}");
        text(BundleRule.KEYS, "null", "{\"keys\":null}");
        text(BundleRule.KEYS, "an object", "{\"keys\":{}}");
        text(BundleRule.KEY_NOT_AN_OBJECT, "null", "{\"keys\":[null]}");
        text(BundleRule.KEY_NOT_AN_OBJECT, "text", "{\"keys\":[\"" + BundleText.base64(BundleText.ROOT) + "\"]}");
        String ignored = "{\"use\":\"jwt-svid\",\"kty\":\"EC\",\"kid\":\"a\"}";
        bundle(BundleRule.TOO_MANY_KEYS, "65", repeated(ignored, 65), repeated(ignored, 64));
    }

    private void keys() {
        key(BundleRule.KEY_TYPE, "none", BundleText.KEY_TEXT.replace("\"kty\":\"EC\",", ""));
        key(BundleRule.KEY_TYPE, "a number", BundleText.KEY_TEXT.replace("\"EC\"", "7"));
        key(BundleRule.KEY_TYPE, "an empty object", "{}");
        key(BundleRule.USE, "none", BundleText.KEY_TEXT.replace("\"use\":\"x509-svid\",", ""));
        key(BundleRule.USE, "a list", BundleText.KEY_TEXT.replace("\"x509-svid\"", "[\"x509-svid\"]"));
        key(BundleRule.KEY_ID, "text", BundleText.keyWith("\"kid\":\"1\""));
        key(BundleRule.KEY_ID, "null", BundleText.keyWith("\"kid\":null"));
        for (String name : List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k")) {
            key(BundleRule.PRIVATE_KEY, name, BundleText.keyWith("\"" + name + "\":\"AQAB\""));
        }
        key(
                BundleRule.PRIVATE_KEY,
                "in an entry that is ignored",
                "{\"use\":\"jwt-svid\",\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AQAB\"}");
        String der = "\"" + BundleText.base64(BundleText.ROOT) + "\"";
        key(BundleRule.X5C_MISSING, "none", "{\"use\":\"x509-svid\",\"kty\":\"EC\"}");
        key(BundleRule.X5C_MISSING, "text", BundleText.KEY_TEXT.replace("[" + der + "]", der));
        key(BundleRule.X5C_COUNT, "an empty list", BundleText.KEY_TEXT.replace("[" + der + "]", "[]"));
        key(
                BundleRule.X5C_COUNT,
                "a chain",
                BundleText.KEY_TEXT.replace(der, der + ",\"" + BundleText.base64(BundleText.other()) + "\""));
        key(BundleRule.X5C_BASE64, "a number", BundleText.KEY_TEXT.replace(der, "7"));
        key(BundleRule.X5C_BASE64, "line ends", BundleText.KEY_TEXT.replace("x5c\":[\"", "x5c\":[\"\\n"));
        key(BundleRule.X5C_BASE64, "base64url", BundleText.KEY_TEXT.replace(der, "\"_-_-\""));
        key(BundleRule.X5C_BASE64, "bits behind the end", BundleText.KEY_TEXT.replace(der, "\"QR==\""));
        key(BundleRule.X5C_BASE64, "no padding", BundleText.KEY_TEXT.replace(der, "\"QQ\""));
        bundle(
                BundleRule.DUPLICATE_KEY,
                "the same entry twice",
                BundleText.bundle(BundleText.KEY_TEXT, BundleText.KEY_TEXT),
                BundleText.bundle(BundleText.KEY_TEXT, BundleText.key(BundleText.other())));
        bundle(
                BundleRule.DUPLICATE_KEY,
                "once with parameters",
                BundleText.bundle(BundleText.KEY_TEXT, BundleText.keyWith(BundleText.parameters(BundleText.KEY))),
                BundleText.bundle(BundleText.keyWith(BundleText.parameters(BundleText.KEY))));
        bundle(
                BundleRule.KEY_MISMATCH,
                "the point of another key",
                BundleText.bundle(BundleText.keyWith(BundleText.parameters(LeafKey.p256(Fixture.RANDOM)))),
                BundleText.bundle(BundleText.keyWith(BundleText.parameters(BundleText.KEY))));
        key(BundleRule.KEY_MISMATCH, "RSA over an EC key", BundleText.KEY_TEXT.replace("\"EC\"", "\"RSA\""));
        key(BundleRule.KEY_MISMATCH, "another curve", BundleText.keyWith("\"crv\":\"P-384\""));
    }

    private void certificates() {
        String rule = BundleRule.CERTIFICATE + ".";
        certificate(rule + "UNPARSABLE", "text", BundleText.utf8("not a certificate"));
        certificate(rule + "UNPARSABLE", "cut", Arrays.copyOf(BundleText.ROOT, 100));
        certificate(rule + "UNPARSABLE", "40,000 bytes", new byte[40_000]);
        certificate(rule + "ENCODING", "a byte behind", Arrays.copyOf(BundleText.ROOT, BundleText.ROOT.length + 1));
        certificate(rule + "BASIC_CONSTRAINTS", "a leaf", new CertificateDraft(BundleText.NOW).der());
        certificate(
                rule + "BASIC_CONSTRAINTS",
                "CA FALSE",
                BundleText.root(
                        draft -> draft.with(Extension.basicConstraints, CRITICAL, new BasicConstraints(false))));
        certificate(
                rule + "KEY_USAGE",
                "digitalSignature alone",
                BundleText.root(
                        draft -> draft.with(Extension.keyUsage, CRITICAL, new KeyUsage(KeyUsage.digitalSignature))));
        certificate(
                rule + "KEY_USAGE_CRITICALITY",
                "not critical",
                BundleText.root(
                        draft -> draft.with(Extension.keyUsage, !CRITICAL, new KeyUsage(KeyUsage.keyCertSign))));
        certificate(rule + "TRUST_DOMAIN", "another domain", named("spiffe://partner.example"));
        certificate(rule + "IDENTITY", "a path", named("spiffe://corp.example/ca"));
        certificate(rule + "URI_SAN_GRAMMAR.SCHEME", "https", named("https://corp.example"));
        certificate(
                rule + "URI_SAN_COUNT",
                "two names",
                BundleText.root(draft -> draft.names(uri("spiffe://corp.example"), uri("spiffe://corp.example"))));
        certificate(
                rule + "SIGNATURE_ALGORITHM.SIGNATURE_KIND",
                "SHA-1",
                BundleText.root(draft -> draft.signed("SHA1withECDSA", BundleText.KEY.getPrivate())));
        certificate(
                BundleRule.ROOT_SIGNATURE.name(),
                "signed by another key",
                BundleText.root(draft -> draft.signed(
                        "SHA256withECDSA", LeafKey.p256(Fixture.RANDOM).getPrivate())));
    }

    private void successors() {
        byte[] other = BundleText.bundle(BundleText.key(BundleText.other()));
        String keys = "\"keys\":[" + BundleText.KEY_TEXT + "]}";
        byte[] seven = GOOD;
        byte[] eight = BundleText.utf8("{\"spiffe_sequence\":8," + keys);
        byte[] most = BundleText.with("\"spiffe_sequence\":18446744073709551615");
        successor(BundleRule.SEQUENCE_BACK, "one less", eight, seven, eight);
        successor(BundleRule.SEQUENCE_BACK, "zero", seven, BundleText.with("\"spiffe_sequence\":0"), eight);
        successor(BundleRule.SEQUENCE_BACK, "around the end", most, seven, most);
        successor(BundleRule.SEQUENCE_REUSED, "other roots", seven, other, seven);
        successor(BundleRule.SEQUENCE_REUSED, "no roots", seven, BundleText.bundle(), seven);
        successor(BundleRule.SEQUENCE_REUSED, "no sequence any more", seven, BundleText.utf8("{" + keys), eight);
    }

    private void maps() {
        byte[] twin = BundleText.map(BundleText.entry("corp.example"));
        map(
                BundleRule.JSON_DUPLICATE_NAME,
                "a domain twice",
                BundleText.map(BundleText.entry("corp.example"), BundleText.entry("corp.example")),
                twin);
        map(
                BundleRule.JSON_DUPLICATE_NAME,
                "a domain twice, once escaped",
                BundleText.map(BundleText.entry("corp.example"), BundleText.entry("cor\\u0070.example")),
                twin);
        map(BundleRule.TRUST_DOMAIN_NAME, "upper case", BundleText.map(BundleText.entry("CORP.example")), twin);
        map(BundleRule.TRUST_DOMAIN_NAME, "an id", BundleText.map(BundleText.entry("spiffe://corp.example")), twin);
        map(BundleRule.TRUST_DOMAIN_NAME, "empty", BundleText.map(BundleText.entry("")), twin);
        map(BundleRule.TRUST_DOMAINS, "none", GOOD, twin);
        map(BundleRule.TRUST_DOMAINS, "a list", BundleText.utf8("{\"trust_domains\":[]}"), BundleText.map());
        map(BundleRule.NOT_AN_OBJECT, "a bundle that is a list", BundleText.map("\"corp.example\":[]"), twin);
        var tooMany = new String[BundleMap.DOMAINS_MAX + 1];
        Arrays.setAll(tooMany, i -> "\"d" + i + ".example\":{\"keys\":[]}");
        map(
                BundleRule.TOO_MANY_DOMAINS,
                "257",
                BundleText.map(tooMany),
                BundleText.map(Arrays.copyOf(tooMany, BundleMap.DOMAINS_MAX)));
        all.add(new Vector(
                Kind.MAP,
                "CERTIFICATE.TRUST_DOMAIN",
                "our root under another name",
                new byte[0],
                BundleText.map(BundleText.entry("partner.example")),
                twin));
    }

    private static byte[] named(String uri) {
        return BundleText.root(draft -> draft.names(uri(uri)));
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] padded(int bytes) {
        byte[] padded = Arrays.copyOf(GOOD, bytes);
        Arrays.fill(padded, GOOD.length, bytes, (byte) ' ');
        return padded;
    }

    private static byte[] nested(int depth) {
        return BundleText.utf8("{\"keys\":[],\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    }

    private static byte[] many(int count) {
        return BundleText.utf8("{\"keys\":[],\"a\":[" + "1,".repeat(count) + "1]}");
    }

    private static byte[] repeated(String key, int count) {
        var keys = new String[count];
        Arrays.fill(keys, key);
        return BundleText.bundle(keys);
    }

    private void text(BundleRule rule, String encoding, String wrong) {
        bundle(rule, encoding, BundleText.utf8(wrong));
    }

    private void key(BundleRule rule, String encoding, String key) {
        bundle(rule, encoding, BundleText.bundle(key));
    }

    private void certificate(String reason, String encoding, byte[] der) {
        all.add(new Vector(Kind.BUNDLE, reason, encoding, new byte[0], BundleText.bundle(BundleText.key(der)), GOOD));
    }

    private void bundle(BundleRule rule, String encoding, byte[] wrong) {
        bundle(rule, encoding, wrong, GOOD);
    }

    private void bundle(BundleRule rule, String encoding, byte[] wrong, byte[] twin) {
        all.add(new Vector(Kind.BUNDLE, rule.name(), encoding, new byte[0], wrong, twin));
    }

    private void successor(BundleRule rule, String encoding, byte[] before, byte[] wrong, byte[] twin) {
        all.add(new Vector(Kind.SUCCESSOR, rule.name(), encoding, before, wrong, twin));
    }

    private void map(BundleRule rule, String encoding, byte[] wrong, byte[] twin) {
        all.add(new Vector(Kind.MAP, rule.name(), encoding, new byte[0], wrong, twin));
    }
}
