package io.synapsemesh.certs.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Certificates that must not be signed or shown, each with the rule that has to name it. The good one is alone.
class LeafLintTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ID = Fixture.WORKSPACE.text();

    private record Vector(String name, ProfileRule rule, CertificateDraft draft) {}

    @Test
    void acceptsTheGoodLeaf() {
        assertThat(check(new CertificateDraft(NOW))).isEmpty();
    }

    @Test
    void thereAreAtLeastSixtyVectors() {
        assertThat(vectors()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(vectors().stream().map(Vector::name)).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryVectorAndNamesTheRule() {
        return vectors().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name(), () -> assertThat(check(vector.draft())).contains(vector.rule())));
    }

    /// A vector that breaks two rules would hide that one of them is not checked.
    @TestFactory
    Stream<DynamicTest> noVectorIsRefusedForSomethingElseOnly() {
        return vectors().stream()
                .filter(vector -> vector.rule() != ProfileRule.UNPARSABLE)
                .map(vector -> DynamicTest.dynamicTest(
                        vector.name(),
                        () -> assertThat(check(vector.draft()))
                                .allMatch(rule -> rule == vector.rule() || isCompanion(vector.rule(), rule))));
    }

    /// X509-SVID section 4.3; what SPIRE says by default is the last one.
    @Test
    void letsAnSvidSayWhatTheStandardLetsItAndNoOtherLeaf() {
        int also = KeyUsage.keyEncipherment | KeyUsage.keyAgreement;
        for (int more : List.of(KeyUsage.keyEncipherment, KeyUsage.keyAgreement, also)) {
            var draft = draft().with(
                            Extension.keyUsage,
                            CertificateDraft.CRITICAL,
                            new KeyUsage(KeyUsage.digitalSignature | more));
            assertThat(check(draft)).isEmpty();
            for (var request : List.of(Fixture.doorRequest(), Fixture.devRequest())) {
                assertThat(LeafLint.check(draft.der(), LeafProfile.of(request), NOW))
                        .extracting(Violation::rule)
                        .contains(ProfileRule.KEY_USAGE);
            }
        }
    }

    @Test
    void refusesHostileBytes() {
        byte[] good = new CertificateDraft(NOW).der();
        for (int length = 0; length < good.length; length += 7) {
            assertThat(rules(Arrays.copyOf(good, length)))
                    .as("cut at %d", length)
                    .isNotEmpty();
        }
        assertThat(rules(new byte[LeafLint.BYTES_MAX + 1])).containsExactly(ProfileRule.TOO_LARGE);
        assertThat(rules("-----BEGIN CERTIFICATE-----".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .contains(ProfileRule.ENCODING);
    }

    @Test
    void neverThrowsOnAFlippedByte() {
        byte[] good = new CertificateDraft(NOW).der();
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 0x20;
            assertThat(rules(flipped)).isNotNull();
        }
    }

    private static boolean isCompanion(ProfileRule expected, ProfileRule also) {
        return switch (expected) {
            case DNS_SAN_EXTRA, URI_SAN_GRAMMAR, SAN_KIND ->
                also == ProfileRule.DNS_SAN_MISSING || also == ProfileRule.URI_SAN_COUNT;
            case URI_SAN_COUNT ->
                also == ProfileRule.IDENTITY
                        || also == ProfileRule.TRUST_DOMAIN
                        || also == ProfileRule.URI_SAN_GRAMMAR
                        || also == ProfileRule.DNS_SAN_MISSING;
            case VERSION -> true;
            case VALIDITY_ORDER -> also == ProfileRule.EXPIRED || also == ProfileRule.NOT_YET_VALID;
            default -> false;
        };
    }

    private static List<ProfileRule> check(CertificateDraft draft) {
        return rules(draft.der());
    }

    private static List<ProfileRule> rules(byte[] der) {
        return LeafLint.check(der, LeafProfile.of(Fixture.workspaceRequest()), NOW).stream()
                .map(Violation::rule)
                .distinct()
                .toList();
    }

    private static List<Vector> vectors() {
        var all = new ArrayList<Vector>();
        uris(all);
        names(all);
        usage(all);
        frame(all);
        keys(all);
        return all;
    }

    private static CertificateDraft draft() {
        return new CertificateDraft(NOW);
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static GeneralName dns(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }

    private static CertificateDraft named(String uri) {
        return draft().names(uri(uri), dns(Fixture.HOSTS.get(0)), dns(Fixture.HOSTS.get(1)));
    }

    private static void uris(List<Vector> all) {
        var hosts = new GeneralName[] {dns(Fixture.HOSTS.get(0)), dns(Fixture.HOSTS.get(1))};
        all.add(new Vector("no names", ProfileRule.SAN_MISSING, draft().without(Extension.subjectAlternativeName)));
        all.add(new Vector("no URI", ProfileRule.URI_SAN_COUNT, draft().names(hosts)));
        all.add(new Vector(
                "two URIs of the domain",
                ProfileRule.URI_SAN_COUNT,
                draft().names(uri(ID), uri("spiffe://corp.example/ns/a/sa/b"), hosts[0], hosts[1])));
        all.add(new Vector(
                "the same URI twice", ProfileRule.URI_SAN_COUNT, draft().names(uri(ID), uri(ID), hosts[0], hosts[1])));
        all.add(new Vector(
                "own URI first, foreign second",
                ProfileRule.URI_SAN_COUNT,
                draft().names(uri(ID), uri("spiffe://partner.example/x"), hosts[0], hosts[1])));
        all.add(new Vector(
                "foreign URI first, own second",
                ProfileRule.URI_SAN_COUNT,
                draft().names(uri("spiffe://partner.example/x"), uri(ID), hosts[0], hosts[1])));
        all.add(new Vector(
                "SPIFFE and https",
                ProfileRule.URI_SAN_COUNT,
                draft().names(uri(ID), uri("https://x.example/"), hosts[0], hosts[1])));
        for (String wrong : List.of(
                "https://corp.example/synapse/3333/rg1/contoso",
                "SPIFFE://corp.example/synapse/3333/rg1/contoso",
                "spiffe:corp.example/synapse/3333/rg1/contoso",
                "spiffe://corp.example",
                "spiffe://corp.example/",
                "spiffe://corp.example//synapse/3333/rg1/contoso",
                "spiffe://corp.example/synapse/3333/rg1/contoso/",
                "spiffe://corp.example/synapse/3333/rg1/../rg1/contoso",
                "spiffe://corp.example/synapse/./3333/rg1/contoso",
                "spiffe://corp.example/synapse/3333/rg1/con%74oso",
                "spiffe://corp.example/synapse%2f3333/rg1/contoso",
                "spiffe://corp.example/synapse/3333/rg1/contoso?x=1",
                "spiffe://corp.example/synapse/3333/rg1/contoso#f",
                "spiffe://user@corp.example/synapse/3333/rg1/contoso",
                "spiffe://corp.example:443/synapse/3333/rg1/contoso",
                "spiffe://CORP.EXAMPLE/synapse/3333/rg1/contoso",
                "spiffe://corp.example/synapse/3333/rg1/contoso\u0000",
                "spiffe://corp.example/synapse/3333/rg1/contoso\n",
                "spiffe://corp.example/synapse/3333/rg1/cont o",
                "spiffe:///synapse/3333/rg1/contoso",
                "",
                "spiffe://corp.example/" + "a".repeat(3000))) {
            all.add(new Vector("URI " + shown(wrong), ProfileRule.URI_SAN_GRAMMAR, named(wrong)));
        }
        for (String foreign : List.of(
                "spiffe://partner.example/synapse/3333/rg1/contoso",
                "spiffe://evil-corp.example/synapse/3333/rg1/contoso",
                "spiffe://corp.example.evil/synapse/3333/rg1/contoso")) {
            all.add(new Vector("domain " + foreign, ProfileRule.TRUST_DOMAIN, named(foreign)));
        }
        for (String other : List.of(
                "spiffe://corp.example/synapse/3333/rg1/fabrikam",
                "spiffe://corp.example/synapse/3333/rg1",
                "spiffe://corp.example/synapse/3333/rg1/CONTOSO",
                "spiffe://corp.example/synapsemesh/control-plane",
                "spiffe://corp.example/synapse/3333/rg1/contoso/x")) {
            all.add(new Vector("identity " + other, ProfileRule.IDENTITY, named(other)));
        }
    }

    private static String shown(String text) {
        return (text.length() > 60 ? text.substring(0, 60) : text)
                .replace('\u0000', '0')
                .replace('\n', 'n');
    }

    private static void names(List<Vector> all) {
        var own = new GeneralName[] {uri(ID), dns(Fixture.HOSTS.get(0)), dns(Fixture.HOSTS.get(1))};
        for (String host : List.of(
                "fabrikam.dev.azuresynapse.net",
                "*.dev.azuresynapse.net",
                "*",
                "localhost",
                "CONTOSO.dev.azuresynapse.net",
                "contoso.dev.azuresynapse.net.",
                "contoso.dev.azuresynapse.net\u0000.evil.example",
                "127.0.0.1",
                "",
                "contoso.dev.azuresynapse.net",
                "_x.azuresynapse.net")) {
            all.add(new Vector(
                    "host " + shown(host),
                    ProfileRule.DNS_SAN_EXTRA,
                    draft().names(own[0], own[1], own[2], dns(host))));
        }
        all.add(new Vector("a host is missing", ProfileRule.DNS_SAN_MISSING, draft().names(own[0], own[1])));
        all.add(new Vector(
                "address",
                ProfileRule.IP_SAN,
                draft().names(own[0], own[1], own[2], new GeneralName(GeneralName.iPAddress, "127.0.0.1"))));
        all.add(new Vector(
                "address of three bytes",
                ProfileRule.IP_SAN,
                draft().names(
                                own[0],
                                own[1],
                                own[2],
                                new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[3])))));
        all.add(new Vector(
                "mail address",
                ProfileRule.SAN_KIND,
                draft().names(own[0], own[1], own[2], new GeneralName(GeneralName.rfc822Name, "a@corp.example"))));
        all.add(new Vector(
                "directory name",
                ProfileRule.SAN_KIND,
                draft().names(own[0], own[1], own[2], new GeneralName(GeneralName.directoryName, "CN=x"))));
        all.add(new Vector(
                "registered id",
                ProfileRule.SAN_KIND,
                draft().names(own[0], own[1], own[2], new GeneralName(GeneralName.registeredID, "1.2.3"))));
        all.add(new Vector(
                "names not critical with an empty subject", ProfileRule.SAN_CRITICALITY, draft().namesNotCritical()));
        all.add(new Vector(
                "names that are no names",
                ProfileRule.SAN_ENCODING,
                draft().with(Extension.subjectAlternativeName, CertificateDraft.CRITICAL, new DERUTF8String("x"))));
    }

    private static void usage(List<Vector> all) {
        boolean critical = CertificateDraft.CRITICAL;
        all.add(new Vector(
                "CA:TRUE",
                ProfileRule.BASIC_CONSTRAINTS,
                draft().with(Extension.basicConstraints, critical, new BasicConstraints(true))));
        all.add(new Vector(
                "CA:TRUE with a path length",
                ProfileRule.BASIC_CONSTRAINTS,
                draft().with(Extension.basicConstraints, critical, new BasicConstraints(0))));
        all.add(new Vector(
                "no basic constraints", ProfileRule.BASIC_CONSTRAINTS, draft().without(Extension.basicConstraints)));
        all.add(new Vector("no key usage", ProfileRule.KEY_USAGE, draft().without(Extension.keyUsage)));
        all.add(new Vector(
                "key usage not critical",
                ProfileRule.KEY_USAGE_CRITICALITY,
                draft().with(Extension.keyUsage, !critical, new KeyUsage(KeyUsage.digitalSignature))));
        for (var entry : java.util.Map.of(
                        "keyCertSign",
                        KeyUsage.keyCertSign,
                        "keyCertSign too",
                        KeyUsage.keyCertSign | KeyUsage.digitalSignature,
                        "cRLSign too",
                        KeyUsage.cRLSign | KeyUsage.digitalSignature,
                        "keyEncipherment alone",
                        KeyUsage.keyEncipherment,
                        "keyAgreement alone",
                        KeyUsage.keyAgreement,
                        "nonRepudiation too",
                        KeyUsage.nonRepudiation | KeyUsage.digitalSignature)
                .entrySet()) {
            all.add(new Vector(
                    "key usage " + entry.getKey(),
                    ProfileRule.KEY_USAGE,
                    draft().with(Extension.keyUsage, critical, new KeyUsage(entry.getValue()))));
        }
        all.add(new Vector(
                "no extended key usage", ProfileRule.EXTENDED_KEY_USAGE, draft().without(Extension.extendedKeyUsage)));
        all.add(new Vector(
                "server only", ProfileRule.EXTENDED_KEY_USAGE, draft().purposes(KeyPurposeId.id_kp_serverAuth)));
        all.add(new Vector(
                "client only", ProfileRule.EXTENDED_KEY_USAGE, draft().purposes(KeyPurposeId.id_kp_clientAuth)));
        all.add(new Vector(
                "any purpose", ProfileRule.EXTENDED_KEY_USAGE, draft().purposes(KeyPurposeId.anyExtendedKeyUsage)));
        all.add(new Vector(
                "code signing too",
                ProfileRule.EXTENDED_KEY_USAGE,
                draft().purposes(
                                KeyPurposeId.id_kp_serverAuth,
                                KeyPurposeId.id_kp_clientAuth,
                                KeyPurposeId.id_kp_codeSigning)));
        all.add(new Vector(
                "unknown extension",
                ProfileRule.EXTENSION,
                draft().with(new ASN1ObjectIdentifier("1.2.3.4.5"), !critical, new DERUTF8String("x"))));
        all.add(new Vector(
                "unknown critical extension",
                ProfileRule.EXTENSION,
                draft().with(new ASN1ObjectIdentifier("1.2.3.4.5"), critical, new DERUTF8String("x"))));
        all.add(new Vector(
                "name constraints on a leaf",
                ProfileRule.EXTENSION,
                draft().with(Extension.nameConstraints, critical, new DERUTF8String("x"))));
    }

    private static void frame(List<Vector> all) {
        Duration day = Duration.ofDays(1);
        all.add(new Vector("serial zero", ProfileRule.SERIAL, draft().serial(BigInteger.ZERO)));
        all.add(new Vector("serial one", ProfileRule.SERIAL, draft().serial(BigInteger.ONE)));
        all.add(new Vector(
                "negative serial",
                ProfileRule.SERIAL,
                draft().serial(BigInteger.TWO.pow(100).negate())));
        all.add(new Vector("serial of 21 bytes", ProfileRule.SERIAL, draft().serial(BigInteger.TWO.pow(165))));
        all.add(new Vector("expired", ProfileRule.EXPIRED, draft().dates(NOW.minus(day), NOW.minusSeconds(1))));
        all.add(new Vector("ends this second", ProfileRule.EXPIRED, draft().dates(NOW.minus(day), NOW)));
        all.add(new Vector(
                "begins tomorrow",
                ProfileRule.NOT_YET_VALID,
                draft().dates(NOW.plus(day), NOW.plus(day).plusSeconds(60))));
        all.add(new Vector(
                "begins in six seconds",
                ProfileRule.NOT_YET_VALID,
                draft().dates(NOW.plusSeconds(6), NOW.plusSeconds(60))));
        all.add(new Vector("ends before it begins", ProfileRule.VALIDITY_ORDER, draft().dates(NOW, NOW.minus(day))));
        all.add(new Vector("lives a year", ProfileRule.LIFETIME, draft().dates(NOW, NOW.plus(Duration.ofDays(365)))));
        all.add(new Vector(
                "lives ten minutes and a second too long",
                ProfileRule.LIFETIME,
                draft().dates(NOW, NOW.plus(Duration.ofHours(24)).plusSeconds(601))));
        all.add(new Vector(
                "backdated by an hour",
                ProfileRule.LIFETIME,
                draft().dates(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(24)))));
        all.add(new Vector("version 1", ProfileRule.VERSION, draft().versionOne()));
    }

    private static void keys(List<Vector> all) {
        all.add(new Vector("P-521", ProfileRule.KEY_ALGORITHM, draft().key(ec("secp521r1"))));
        all.add(new Vector("RSA 1024", ProfileRule.KEY_ALGORITHM, draft().key(rsa(1024))));
        all.add(new Vector("Ed25519", ProfileRule.KEY_ALGORITHM, draft().key(pair("Ed25519"))));
        all.add(new Vector("DSA", ProfileRule.KEY_ALGORITHM, draft().key(pair("DSA"))));
        all.add(new Vector(
                "signed with SHA-1",
                ProfileRule.SIGNATURE_ALGORITHM,
                draft().signed("SHA1withECDSA", LeafKey.p256(Fixture.RANDOM).getPrivate())));
        all.add(new Vector(
                "signed with SHA-224",
                ProfileRule.SIGNATURE_ALGORITHM,
                draft().signed("SHA224withECDSA", LeafKey.p256(Fixture.RANDOM).getPrivate())));
    }

    private static java.security.PublicKey pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.security.PublicKey ec(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair().getPublic();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.security.PublicKey rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair().getPublic();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
