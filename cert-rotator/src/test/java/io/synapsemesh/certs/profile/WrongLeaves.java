package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Fixture;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Leaves that say what no leaf of ours may say, in perfect DER.
final class WrongLeaves {
    private static final String ID = Fixture.WORKSPACE.text();
    private static final GeneralName OWN = uri(ID);
    private static final GeneralName DEV = dns(Fixture.HOSTS.get(0));
    private static final GeneralName SQL = dns(Fixture.HOSTS.get(1));
    private static final boolean CRITICAL = CertificateDraft.CRITICAL;

    /// What the standard lets an SVID be for.
    private static final int ALL = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement;

    private final List<Vector> all = new ArrayList<>();

    private WrongLeaves() {}

    static List<Vector> vectors() {
        var made = new WrongLeaves();
        made.uris();
        made.otherNames();
        made.use();
        made.purposes();
        made.frame();
        made.validity();
        made.keys();
        made.signatures();
        return made.all;
    }

    private void uris() {
        add("SAN_MISSING", "no names at all", draft().without(Extension.subjectAlternativeName));
        add("URI_SAN_COUNT", "hosts alone", draft().names(DEV, SQL));
        add("URI_SAN_COUNT", "two of the domain", draft().names(OWN, uri("spiffe://corp.example/x"), DEV, SQL));
        add("URI_SAN_COUNT", "the same twice", draft().names(OWN, OWN, DEV, SQL));
        add("URI_SAN_COUNT", "a foreign second", draft().names(OWN, uri("spiffe://partner.example/x"), DEV, SQL));
        add("URI_SAN_COUNT", "a foreign first", draft().names(uri("spiffe://partner.example/x"), OWN, DEV, SQL));
        add("URI_SAN_COUNT", "https second", draft().names(OWN, uri("https://x.example/"), DEV, SQL));
        add("URI_SAN_COUNT", "an empty second", draft().names(OWN, uri(""), DEV, SQL));
        for (var id : WrongIds.all()) {
            if (id.wrong().chars().allMatch(c -> c < 0x80)) {
                add("URI_SAN_GRAMMAR." + id.rule(), id.encoding(), draft().names(uri(id.wrong()), DEV, SQL));
            }
        }
        add("URI_SAN_GRAMMAR.PATH_CHARACTER", "UTF-8 in the IA5String", raw(ID + "é"));
        add("TRUST_DOMAIN", "another", named("spiffe://partner.example/synapse/3333/rg1/contoso"));
        add("TRUST_DOMAIN", "ours as a prefix", named("spiffe://corp.example.evil/synapse/3333/rg1/contoso"));
        add("TRUST_DOMAIN", "ours as a suffix", named("spiffe://evil-corp.example/synapse/3333/rg1/contoso"));
        add("IDENTITY", "another workspace", named("spiffe://corp.example/synapse/3333/rg1/fabrikam"));
        add("IDENTITY", "the parent path", named("spiffe://corp.example/synapse/3333/rg1"));
        add("IDENTITY", "a path below", named(ID + "/x"));
        add("IDENTITY", "other case", named("spiffe://corp.example/synapse/3333/rg1/CONTOSO"));
        add("IDENTITY", "the control plane", named("spiffe://corp.example/synapsemesh/control-plane"));
    }

    private void otherNames() {
        add(
                "SAN_CRITICALITY",
                "not critical, no subject",
                draft().namesNotCritical(),
                draft().namesNotCritical().subject("CN=contoso"));
        add("SAN_KIND", "a mail address", with(new GeneralName(GeneralName.rfc822Name, "a@corp.example")));
        add("SAN_KIND", "a directory name", with(new GeneralName(GeneralName.directoryName, "CN=x")));
        add("SAN_KIND", "a registered id", with(new GeneralName(GeneralName.registeredID, "1.2.3")));
        add(
                "SAN_KIND",
                "a user principal name",
                with(new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"),
                    new DERTaggedObject(true, 0, new DERUTF8String("admin@corp.example"))
                }))));
        add("SAN_KIND", "an X.400 address", with(new GeneralName(GeneralName.x400Address, new DERSequence())));
        add(
                "SAN_KIND",
                "an EDI party",
                with(new GeneralName(
                        GeneralName.ediPartyName,
                        new DERSequence(new DERTaggedObject(true, 1, new DERUTF8String("x"))))));
        add("IP_SAN", "loopback", with(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        add("IP_SAN", "IPv6", with(new GeneralName(GeneralName.iPAddress, "::1")));
        add("IP_SAN", "three bytes", with(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[3]))));
        add("IP_SAN", "with a mask", with(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[8]))));
        add("DNS_SAN_EXTRA", "of another workspace", with(dns("fabrikam.dev.azuresynapse.net")));
        add("DNS_SAN_EXTRA", "a wildcard", with(dns("*.dev.azuresynapse.net")));
        add("DNS_SAN_EXTRA", "localhost", with(dns("localhost")));
        add("DNS_SAN_EXTRA", "upper case", with(dns("CONTOSO.dev.azuresynapse.net")));
        add("DNS_SAN_EXTRA", "a trailing dot", with(dns(Fixture.HOSTS.get(0) + ".")));
        add("DNS_SAN_EXTRA", "NUL inside", with(dns(Fixture.HOSTS.get(0) + "\u0000.evil.example")));
        add("DNS_SAN_EXTRA", "an address as a name", with(dns("127.0.0.1")));
        add("DNS_SAN_EXTRA", "an empty one", with(dns("")));
        add("DNS_SAN_EXTRA", "declared, twice", with(DEV));
        add("DNS_SAN_EXTRA", "an SVID as a host", with(dns(ID)));
        add("DNS_SAN_EXTRA", "254 bytes", with(dns("a".repeat(63).concat(".").repeat(3) + "a".repeat(62))));
        add("DNS_SAN_MISSING", "one of two", draft().names(OWN, DEV));
    }

    private void use() {
        add("BASIC_CONSTRAINTS", "CA", draft().with(Extension.basicConstraints, CRITICAL, new BasicConstraints(true)));
        add(
                "BASIC_CONSTRAINTS",
                "CA, length 0",
                draft().with(Extension.basicConstraints, CRITICAL, new BasicConstraints(0)));
        add("BASIC_CONSTRAINTS", "none", draft().without(Extension.basicConstraints));
        add(
                "BASIC_CONSTRAINTS",
                "a path length without CA",
                draft().with(
                                Extension.basicConstraints,
                                CRITICAL,
                                new DERSequence(new org.bouncycastle.asn1.ASN1Integer(0))));
        add("KEY_USAGE", "none", draft().without(Extension.keyUsage));
        add(
                "KEY_USAGE_CRITICALITY",
                "not critical",
                draft().with(Extension.keyUsage, !CRITICAL, new KeyUsage(KeyUsage.digitalSignature)));
        usage("keyCertSign alone", KeyUsage.keyCertSign);
        usage("keyCertSign too", KeyUsage.keyCertSign | KeyUsage.digitalSignature);
        usage("cRLSign too", KeyUsage.cRLSign | KeyUsage.digitalSignature);
        usage("nonRepudiation too", KeyUsage.nonRepudiation | KeyUsage.digitalSignature);
        usage("dataEncipherment too", KeyUsage.dataEncipherment | KeyUsage.digitalSignature);
        int signed = KeyUsage.digitalSignature;
        usage("keyEncipherment alone", KeyUsage.keyEncipherment, signed | KeyUsage.keyEncipherment);
        usage("keyAgreement alone", KeyUsage.keyAgreement, signed | KeyUsage.keyAgreement);
        usage("both, without digitalSignature", ALL & ~signed, ALL);
        usage("keyCertSign beside all that may be", ALL | KeyUsage.keyCertSign, ALL);
        usage("cRLSign beside all that may be", ALL | KeyUsage.cRLSign, ALL);
        usage("decipherOnly too", KeyUsage.decipherOnly | KeyUsage.digitalSignature);
        usage("nothing", 0);
    }

    private void usage(String encoding, int bits) {
        usage(encoding, bits, KeyUsage.digitalSignature);
    }

    private void usage(String encoding, int bits, int twin) {
        add(
                "KEY_USAGE",
                encoding,
                draft().with(Extension.keyUsage, CRITICAL, new KeyUsage(bits)),
                draft().with(Extension.keyUsage, CRITICAL, new KeyUsage(twin)));
    }

    private void purposes() {
        var server = KeyPurposeId.id_kp_serverAuth;
        var client = KeyPurposeId.id_kp_clientAuth;
        add("EXTENDED_KEY_USAGE", "none", draft().without(Extension.extendedKeyUsage));
        add("EXTENDED_KEY_USAGE", "server alone", draft().purposes(server));
        add("EXTENDED_KEY_USAGE", "client alone", draft().purposes(client));
        add("EXTENDED_KEY_USAGE", "any", draft().purposes(KeyPurposeId.anyExtendedKeyUsage));
        add("EXTENDED_KEY_USAGE", "any too", draft().purposes(server, client, KeyPurposeId.anyExtendedKeyUsage));
        add("EXTENDED_KEY_USAGE", "code signing too", draft().purposes(server, client, KeyPurposeId.id_kp_codeSigning));
        add("EXTENDED_KEY_USAGE", "one twice", draft().purposes(server, client, client));
        var unknown = new ASN1ObjectIdentifier("1.2.3.4.5");
        add("EXTENSION", "unknown", draft().with(unknown, !CRITICAL, new DERUTF8String("x")));
        add("EXTENSION", "unknown and critical", draft().with(unknown, CRITICAL, new DERUTF8String("x")));
        add("EXTENSION", "name constraints", draft().with(Extension.nameConstraints, CRITICAL, new DERSequence()));
        add(
                "EXTENSION",
                "a proxy certificate",
                draft().with(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14"), CRITICAL, new DERSequence()));
        add(
                "EXTENSION",
                "a precertificate",
                draft().with(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3"), CRITICAL, DERNull.INSTANCE));
    }

    private void frame() {
        add("SERIAL", "zero", draft().serial(BigInteger.ZERO));
        add("SERIAL", "one", draft().serial(BigInteger.ONE));
        add("SERIAL", "negative", draft().serial(BigInteger.TWO.pow(100).negate()));
        add("SERIAL", "63 bits", draft().serial(BigInteger.TWO.pow(62)), draft().serial(BigInteger.TWO.pow(63)));
        add("SERIAL", "21 bytes", draft().serial(BigInteger.TWO.pow(159)), draft().serial(BigInteger.TWO.pow(158)));
        add("VERSION", "the first", draft().versionOne());
    }

    private void validity() {
        var now = Vector.NOW;
        var day = Duration.ofDays(1);
        add(
                "EXPIRED",
                "this very second",
                draft().dates(now.minusSeconds(60), now),
                draft().dates(now.minusSeconds(60), now.plusSeconds(1)));
        add("EXPIRED", "yesterday", draft().dates(now.minus(day), now.minusSeconds(1)));
        add(
                "NOT_YET_VALID",
                "a second beyond the skew",
                draft().dates(now.plusSeconds(6), now.plusSeconds(60)),
                draft().dates(now.plusSeconds(5), now.plusSeconds(60)));
        add(
                "NOT_YET_VALID",
                "tomorrow",
                draft().dates(now.plus(day), now.plus(day).plusSeconds(60)));
        add("VALIDITY_ORDER", "backwards", draft().dates(now, now.minus(day)));
        add("VALIDITY_ORDER", "no time at all", draft().dates(now, now), draft().dates(now, now.plusSeconds(1)));
        add(
                "LIFETIME",
                "a second too long",
                draft().dates(now, now.plus(day).plusSeconds(601)),
                draft().dates(now, now.plus(day).plusSeconds(600)));
        add("LIFETIME", "backdated by an hour", draft().dates(now.minus(Duration.ofHours(1)), now.plus(day)));
        add("LIFETIME", "until the year 9999", draft().dates(now, java.time.Instant.parse("9999-12-31T23:59:59Z")));
    }

    private void keys() {
        for (var key : WrongKeys.all()) {
            add("KEY_ALGORITHM." + key.rule(), key.encoding(), draft().key(key.wrong()), draft().key(key.twin()));
        }
    }

    private void signatures() {
        PrivateKey rsa = WrongKeys.pair("RSA", 2048).getPrivate();
        PrivateKey ec = WrongKeys.pair("EC", 256).getPrivate();
        var fineRsa = draft().signed("SHA256withRSA", rsa);
        String kind = "SIGNATURE_ALGORITHM.SIGNATURE_KIND";
        add(kind, "ECDSA with SHA-1", draft().signed("SHA1withECDSA", ec), draft().signed("SHA384withECDSA", ec));
        add(kind, "ECDSA with SHA-224", draft().signed("SHA224withECDSA", ec), draft().signed("SHA512withECDSA", ec));
        add(kind, "RSA with MD5", draft().signed("MD5withRSA", rsa), fineRsa);
        add(kind, "RSA with SHA-1", draft().signed("SHA1withRSA", rsa), fineRsa);
        add(
                kind,
                "Ed25519",
                draft().signed("Ed25519", WrongKeys.pair("Ed25519", 0).getPrivate()));
        byte[] bare = DerTree.patched(fineRsa.der(), WrongLeaves::withoutParameters, 1);
        all.add(new Vector(
                "SIGNATURE_ALGORITHM.SIGNATURE_PARAMETERS",
                "RSA without NULL",
                new Vector.Leaf(DerTree.patched(bare, WrongLeaves::withoutParameters, 0, 2)),
                new Vector.Leaf(fineRsa.der())));
    }

    private static DerTree withoutParameters(DerTree algorithm) {
        return DerTree.sequence(algorithm.child(0));
    }

    /// A name whose bytes are UTF-8 where IA5 is asked for; no library writes that.
    private static CertificateDraft raw(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return draft().names(
                        new GeneralName(
                                GeneralName.uniformResourceIdentifier,
                                new org.bouncycastle.asn1.DERIA5String(
                                        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))),
                        DEV,
                        SQL);
    }

    private static CertificateDraft draft() {
        return new CertificateDraft(Vector.NOW);
    }

    private static CertificateDraft named(String uri) {
        return draft().names(uri(uri), DEV, SQL);
    }

    private static CertificateDraft with(GeneralName name) {
        return draft().names(OWN, DEV, SQL, name);
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static GeneralName dns(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }

    private void add(String rule, String encoding, CertificateDraft wrong) {
        add(rule, encoding, wrong, draft());
    }

    private void add(String rule, String encoding, CertificateDraft wrong, CertificateDraft twin) {
        all.add(new Vector(rule, encoding, new Vector.Leaf(wrong.der()), new Vector.Leaf(twin.der())));
    }
}
