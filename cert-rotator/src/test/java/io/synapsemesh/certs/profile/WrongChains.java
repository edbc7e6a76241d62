package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;

/// Chains and roots that lead nowhere or too far. Every certificate is signed by the key that it says, unless that is
/// what is wrong.
final class WrongChains {
    private static final boolean CRITICAL = CertificateDraft.CRITICAL;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String ROOT = "CN=root";
    private static final String MIDDLE = "CN=middle";
    private static final String LOWER = "CN=lower";

    private final List<Vector> all = new ArrayList<>();
    private final KeyPair rootKey = LeafKey.p256(Fixture.RANDOM);
    private final KeyPair middleKey = LeafKey.p256(Fixture.RANDOM);
    private final KeyPair lowerKey = LeafKey.p256(Fixture.RANDOM);
    private final byte[] root = root(draft -> draft);
    private final byte[] middle = middle(draft -> draft);
    private final byte[] leaf = leaf(ROOT, rootKey);
    private final byte[] under = leaf(MIDDLE, middleKey);
    private final Vector.Chain good = chain(root, under, middle);

    private WrongChains() {}

    static List<Vector> vectors() {
        var made = new WrongChains();
        made.roots();
        made.links();
        made.lengths();
        made.constraints();
        made.middles();
        made.ownRoots();
        return made.all;
    }

    private void roots() {
        var now = Vector.NOW;
        add(
                "CHAIN.NO_ROOT",
                "signed by a stranger of another name",
                chain(root, leaf("CN=stranger", middleKey)),
                chain(root, leaf));
        add("CHAIN.NO_ROOT", "the signer in between is left out", chain(root, under), good);
        add(
                "CHAIN.ROOT_EXPIRED",
                "this very second",
                chain(root(draft -> draft.dates(now.minus(YEAR), now)), leaf),
                chain(root(draft -> draft.dates(now.minus(YEAR), now.plusSeconds(1))), leaf));
        add(
                "CHAIN.ROOT_NOT_YET_VALID",
                "a second too early",
                chain(root(draft -> draft.dates(now.plusSeconds(1), now.plus(YEAR))), leaf),
                chain(root(draft -> draft.dates(now, now.plus(YEAR))), leaf));
        byte[] flipped = leaf.clone();
        flipped[flipped.length - 1] ^= 1;
        add("CHAIN.SIGNATURE", "one bit of the signature", chain(root, flipped), chain(root, leaf));
        add("CHAIN.SIGNATURE", "another key of the same name", chain(root, leaf(ROOT, lowerKey)), chain(root, leaf));
        byte[] other = leaf.clone();
        other[20] ^= 1;
        add("CHAIN.SIGNATURE", "another serial was signed", chain(root, other), chain(root, leaf));
    }

    private void links() {
        var now = Vector.NOW;
        byte[] lower = lower(draft -> draft);
        byte[] last = leaf(LOWER, lowerKey);
        var three = chain(
                root(draft -> draft.authority(ROOT, new BasicConstraints(2))),
                last,
                lower,
                middle(draft -> draft.authority(MIDDLE, new BasicConstraints(1))));
        add("CHAIN.ORDER", "a stranger in between", chain(root, leaf("CN=stranger", lowerKey), middle), good);
        add("CHAIN.ORDER", "a gap", chain(root, last, middle), good);
        add(
                "CHAIN.ORDER",
                "a signer that is not needed",
                chain(
                        root(draft -> draft.authority(ROOT, new BasicConstraints(2))),
                        under,
                        lower,
                        middle(draft -> draft.authority(MIDDLE, new BasicConstraints(1)))),
                three);
        add(
                "CHAIN.EXPIRED",
                "a signer, this very second",
                chain(root, under, middle(draft -> draft.dates(now.minus(YEAR), now.minusSeconds(1)))),
                chain(root, under, middle(draft -> draft.dates(now.minus(YEAR), now.plusSeconds(1)))));
        add(
                "CHAIN.NOT_YET_VALID",
                "a signer, a second too early",
                chain(root, under, middle(draft -> draft.dates(now.plusSeconds(1), now.plus(YEAR)))),
                chain(root, under, middle(draft -> draft.dates(now, now.plus(YEAR)))));
        add(
                "CHAIN.NOT_AUTHORITY",
                "a leaf that signs",
                chain(
                        root,
                        under,
                        middle(draft -> draft.with(Extension.basicConstraints, CRITICAL, new BasicConstraints(false)))),
                good);
        add(
                "CHAIN.NOT_AUTHORITY",
                "a signer without basic constraints",
                chain(root, under, middle(draft -> draft.without(Extension.basicConstraints))),
                good);
        add(
                "CHAIN.NOT_AUTHORITY",
                "a signer without keyCertSign",
                chain(
                        root,
                        under,
                        middle(draft ->
                                draft.with(Extension.keyUsage, CRITICAL, new KeyUsage(KeyUsage.digitalSignature)))),
                good);
        add("CHAIN.ALGORITHM", "MD5 in between", chain(root, under, rsaSigned("MD5withRSA")), good);
        add(
                "CHAIN.CRITICAL_EXTENSION",
                "one that nobody knows",
                chain(
                        root,
                        under,
                        middle(draft ->
                                draft.with(new ASN1ObjectIdentifier("1.2.3.4"), CRITICAL, new DERUTF8String("x")))),
                good);
    }

    private void lengths() {
        byte[] lower = lower(draft -> draft);
        byte[] last = leaf(LOWER, lowerKey);
        byte[] wide = middle(draft -> draft.authority(MIDDLE, new BasicConstraints(1)));
        byte[] widest = root(draft -> draft.authority(ROOT, new BasicConstraints(2)));
        add(
                "CHAIN.PATH_LENGTH",
                "two under a signer of length 0",
                chain(widest, last, lower, middle),
                chain(widest, last, lower, wide));
        add(
                "CHAIN.PATH_LENGTH",
                "two under a root of length 1",
                chain(root, last, lower, wide),
                chain(widest, last, lower, wide));
        add(
                "CHAIN.PATH_LENGTH",
                "one under a root of length 0",
                chain(root(draft -> draft.authority(ROOT, new BasicConstraints(0))), under, middle),
                good);
    }

    private void constraints() {
        var sql = new GeneralName(GeneralName.dNSName, Fixture.HOSTS.get(1));
        var azure = new GeneralName(GeneralName.dNSName, "azuresynapse.net");
        var other = new GeneralName(GeneralName.dNSName, "fabrikam.example");
        var uri = new GeneralName(GeneralName.uniformResourceIdentifier, "corp.example");
        var foreign = new GeneralName(GeneralName.uniformResourceIdentifier, "partner.example");
        constrained("hosts of another suffix", permitted(other), permitted(azure));
        constrained("one host is excluded", excluded(sql), excluded(other));
        constrained("trust domains of another name", permitted(foreign), permitted(uri));
        constrained("the trust domain is excluded", excluded(uri), excluded(foreign));
    }

    private void constrained(String encoding, NameConstraints wrong, NameConstraints twin) {
        UnaryOperator<CertificateDraft> bad = draft -> draft.with(Extension.nameConstraints, CRITICAL, wrong);
        UnaryOperator<CertificateDraft> fine = draft -> draft.with(Extension.nameConstraints, CRITICAL, twin);
        add("CHAIN.NAME_CONSTRAINT", encoding + ", of the root", chain(root(bad), leaf), chain(root(fine), leaf));
        add(
                "CHAIN.NAME_CONSTRAINT",
                encoding + ", in between",
                chain(root, under, middle(bad)),
                chain(root, under, middle(fine)));
    }

    private void middles() {
        String uri = "spiffe://corp.example";
        middle(
                "KEY_USAGE_CRITICALITY",
                "not critical",
                draft -> draft.with(Extension.keyUsage, !CRITICAL, new KeyUsage(KeyUsage.keyCertSign)));
        middle("KEY_USAGE", "none", draft -> draft.without(Extension.keyUsage));
        middle(
                "BASIC_CONSTRAINTS",
                "not critical",
                draft -> draft.with(Extension.basicConstraints, !CRITICAL, new BasicConstraints(0)));
        middle("IDENTITY", "a path", draft -> draft.names(uri(uri + "/ca")));
        middle("IDENTITY", "a root path", draft -> draft.names(uri(uri + "/")));
        middle("TRUST_DOMAIN", "another one", draft -> draft.names(uri("spiffe://partner.example")));
        middle("URI_SAN_COUNT", "two", draft -> draft.names(uri(uri), uri(uri)));
        middle("URI_SAN_GRAMMAR.SCHEME", "https", draft -> draft.names(uri("https://corp.example")));
        middle(
                "KEY_ALGORITHM.RSA_SIZE",
                "1,024 bits",
                draft -> draft.key(WrongKeys.pair("RSA", 1024).getPublic()));
        middle(
                "KEY_ALGORITHM.CURVE",
                "P-521",
                draft -> draft.key(WrongKeys.pair("EC", 521).getPublic()));
        middle(
                "SIGNATURE_ALGORITHM.SIGNATURE_KIND",
                "SHA-1",
                draft -> draft.signed("SHA1withECDSA", rootKey.getPrivate()));
    }

    private void middle(String rule, String encoding, UnaryOperator<CertificateDraft> change) {
        add("INTERMEDIATE." + rule, encoding, chain(root, under, middle(change)), good);
    }

    private void ownRoots() {
        root(
                "BASIC_CONSTRAINTS",
                "not critical",
                draft -> draft.with(Extension.basicConstraints, !CRITICAL, new BasicConstraints(1)));
        root("BASIC_CONSTRAINTS", "none", draft -> draft.without(Extension.basicConstraints));
        root(
                "KEY_USAGE",
                "digitalSignature too",
                draft -> draft.with(
                        Extension.keyUsage,
                        CRITICAL,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature)));
        root("KEY_USAGE_CRITICALITY", "none at all", draft -> draft.without(Extension.keyUsage));
        root("TRUST_DOMAIN", "no name", draft -> draft.without(Extension.subjectAlternativeName));
        root("TRUST_DOMAIN", "a path", draft -> draft.names(uri("spiffe://corp.example/ca")));
        root("TRUST_DOMAIN", "another one", draft -> draft.names(uri("spiffe://partner.example")));
        root("CHAIN", "signed by another key", draft -> draft.signed("SHA256withECDSA", lowerKey.getPrivate()));
        root(
                "SIGNATURE_ALGORITHM.SIGNATURE_KIND",
                "SHA-1",
                draft -> draft.signed("SHA1withECDSA", rootKey.getPrivate()));
    }

    private void root(String rule, String encoding, UnaryOperator<CertificateDraft> change) {
        all.add(new Vector(rule, encoding, new Vector.Root(root(change)), new Vector.Root(root)));
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static NameConstraints permitted(GeneralName name) {
        return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, null);
    }

    private static NameConstraints excluded(GeneralName name) {
        return new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(name)});
    }

    private byte[] root(UnaryOperator<CertificateDraft> change) {
        return signer(ROOT, new BasicConstraints(1), rootKey, ROOT, rootKey, change);
    }

    private byte[] middle(UnaryOperator<CertificateDraft> change) {
        return signer(MIDDLE, new BasicConstraints(0), middleKey, ROOT, rootKey, change);
    }

    private byte[] lower(UnaryOperator<CertificateDraft> change) {
        return signer(LOWER, new BasicConstraints(0), lowerKey, MIDDLE, middleKey, change);
    }

    /// A signer whose root is RSA, because ECDSA with MD5 does not exist.
    private byte[] rsaSigned(String algorithm) {
        var pair = WrongKeys.pair("RSA", 2048);
        return middle(draft -> draft.signed(algorithm, pair.getPrivate()));
    }

    private static byte[] signer(
            String name,
            BasicConstraints constraints,
            KeyPair key,
            String issuer,
            KeyPair by,
            UnaryOperator<CertificateDraft> change) {
        Instant now = Vector.NOW;
        return change.apply(new CertificateDraft(now)
                        .authority(name, constraints)
                        .issuer(issuer)
                        .key(key.getPublic())
                        .dates(now.minus(Duration.ofDays(1)), now.plus(YEAR))
                        .signed("SHA256withECDSA", by.getPrivate()))
                .der();
    }

    private static byte[] leaf(String issuer, KeyPair by) {
        return new CertificateDraft(Vector.NOW)
                .issuer(issuer)
                .signed("SHA256withECDSA", by.getPrivate())
                .der();
    }

    private static Vector.Chain chain(byte[] root, byte[]... ders) {
        return new Vector.Chain(Arrays.asList(ders), List.of(root));
    }

    private void add(String rule, String encoding, Vector.Chain wrong, Vector.Chain twin) {
        all.add(new Vector(rule, encoding, wrong, twin));
    }
}
