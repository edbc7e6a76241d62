package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.StrictDer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Leaves whose content is right and whose bytes are not: what BER allows and DER does not, made by changing the bytes
/// of a good one.
final class WrongEncodings {
    /// Where things lie in a certificate.
    private static final int[] TBS = {0};
    private static final int[] SERIAL = {0, 1};
    private static final int[] ISSUER_RDN = {0, 3, 0};
    private static final int[] NOT_BEFORE = {0, 4, 0};
    private static final int[] EXTENSIONS = {0, 7, 0};
    private static final int[] NAMES_CRITICAL = {0, 7, 0, 0, 1};
    private static final int[] NAMES_VALUE = {0, 7, 0, 0, 2};
    private static final int[] CONSTRAINTS_VALUE = {0, 7, 0, 1, 2};
    private static final int[] USAGE_OID = {0, 7, 0, 2, 0};
    private static final int[] USAGE_VALUE = {0, 7, 0, 2, 2};
    private static final int[] PURPOSES = {0, 7, 0, 3};
    private static final int[] SIGNATURE = {2};

    private final List<Vector> all = new ArrayList<>();
    private final byte[] good = new CertificateDraft(Vector.NOW).der();

    private WrongEncodings() {}

    static List<Vector> vectors() {
        var made = new WrongEncodings();
        made.lengths();
        made.ends();
        made.values();
        made.strings();
        made.sizes();
        made.defaults();
        return made.all;
    }

    private void lengths() {
        der(StrictDer.Rule.INDEFINITE_LENGTH, "the whole", form(DerTree.Form.INDEFINITE));
        der(StrictDer.Rule.INDEFINITE_LENGTH, "what is signed", form(DerTree.Form.INDEFINITE), TBS);
        der(StrictDer.Rule.INDEFINITE_LENGTH, "the extensions", form(DerTree.Form.INDEFINITE), EXTENSIONS);
        der(StrictDer.Rule.LENGTH_NOT_MINIMAL, "the whole, padded", form(DerTree.Form.PADDED));
        der(StrictDer.Rule.LENGTH_NOT_MINIMAL, "the serial, two bytes", form(DerTree.Form.LONG), SERIAL);
        der(StrictDer.Rule.LENGTH_NOT_MINIMAL, "a boolean, two bytes", form(DerTree.Form.LONG), NAMES_CRITICAL);
        inside(StrictDer.Rule.LENGTH_NOT_MINIMAL, "in an extension's value", form(DerTree.Form.LONG), USAGE_VALUE);
        inside(StrictDer.Rule.INDEFINITE_LENGTH, "in an extension's value", form(DerTree.Form.INDEFINITE), NAMES_VALUE);
    }

    private void ends() {
        bytes(StrictDer.Rule.TRAILING_BYTES, "a zero byte", Arrays.copyOf(good, good.length + 1));
        bytes(StrictDer.Rule.TRAILING_BYTES, "a second certificate", joined(good, good));
        bytes(StrictDer.Rule.TRUNCATED, "the last byte is gone", Arrays.copyOf(good, good.length - 1));
        bytes(StrictDer.Rule.TRUNCATED, "four gigabytes are promised", new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1});
        bytes(StrictDer.Rule.TRUNCATED, "a tag alone", new byte[] {0x30});
        bytes(StrictDer.Rule.EMPTY, "no bytes", new byte[0]);
        der(StrictDer.Rule.EMPTY, "an extension without a value", node -> node.content(), USAGE_VALUE);
        der(
                StrictDer.Rule.TRAILING_BYTES,
                "behind an extension's value",
                node -> node.content(joined(node.bytes(), new byte[] {5, 0})),
                USAGE_VALUE);
        der(StrictDer.Rule.TAG, "an end of contents", node -> node.add(DerTree.of(0)), TBS);
        der(StrictDer.Rule.TAG, "the high form", node -> node.add(DerTree.of(0x9f, (byte) 1)), TBS);
        der(StrictDer.Rule.TAG, "a sequence that is primitive", node -> DerTree.of(0x10), TBS);
    }

    private void values() {
        der(StrictDer.Rule.INTEGER, "a serial with a zero in front", this::padded, SERIAL);
        der(
                StrictDer.Rule.INTEGER,
                "a negative serial with ones in front",
                node -> node.content(new byte[] {-1, -1, 1, 2, 3, 4, 5, 6, 7, 8}),
                SERIAL);
        der(StrictDer.Rule.INTEGER, "a serial of no bytes", node -> node.content(), SERIAL);
        der(StrictDer.Rule.BOOLEAN, "true as one", node -> node.content((byte) 1), NAMES_CRITICAL);
        der(StrictDer.Rule.BOOLEAN, "two bytes", node -> node.content((byte) -1, (byte) -1), NAMES_CRITICAL);
        der(
                StrictDer.Rule.BIT_STRING,
                "nine unused bits",
                node -> node.content(joined(new byte[] {9}, Arrays.copyOfRange(node.bytes(), 1, node.bytes().length))),
                SIGNATURE);
        der(StrictDer.Rule.BIT_STRING, "no bytes", node -> node.content(), SIGNATURE);
        inside(
                StrictDer.Rule.BIT_STRING,
                "unused bits that are set",
                node -> node.content((byte) 7, (byte) 0xff),
                USAGE_VALUE);
        der(
                StrictDer.Rule.OBJECT_IDENTIFIER,
                "a padded arc",
                node -> node.content((byte) 0x55, (byte) 0x1d, (byte) 0x80, (byte) 0x0f),
                USAGE_OID);
        der(
                StrictDer.Rule.OBJECT_IDENTIFIER,
                "an arc without an end",
                node -> node.content((byte) 0x55, (byte) 0x1d, (byte) 0x8f),
                USAGE_OID);
        der(StrictDer.Rule.OBJECT_IDENTIFIER, "no bytes", node -> node.content(), USAGE_OID);
        der(StrictDer.Rule.NULL, "with a byte in it", node -> node.add(DerTree.of(5, (byte) 0)), 0, 2);
        der(StrictDer.Rule.TIME, "without seconds", time(0x17, "2611211158Z"), NOT_BEFORE);
        der(StrictDer.Rule.TIME, "with a time zone", time(0x17, "261121115800+0000"), NOT_BEFORE);
        der(StrictDer.Rule.TIME, "the long form before 2050", time(0x18, "20261121115800Z"), NOT_BEFORE);
        der(StrictDer.Rule.TIME, "fractions of a second", time(0x18, "20501121115800.5Z"), NOT_BEFORE);
        der(StrictDer.Rule.TIME, "letters", time(0x17, "2611211158OOZ"), NOT_BEFORE);
    }

    private void strings() {
        der(
                StrictDer.Rule.CONSTRUCTED_STRING,
                "an extension's value in pieces",
                node -> DerTree.of(0x24).add(DerTree.of(4, node.bytes())),
                USAGE_VALUE);
        der(
                StrictDer.Rule.CONSTRUCTED_STRING,
                "a signature in pieces",
                node -> DerTree.of(0x23).add(DerTree.of(3, node.bytes())),
                SIGNATURE);
        der(StrictDer.Rule.STRING_CHARACTERS, "UTF-8 that is none", issuer(0x0c, (byte) 0xc0, (byte) 0xaf), ISSUER_RDN);
        der(StrictDer.Rule.STRING_CHARACTERS, "half of UTF-16", issuer(0x1e, (byte) 'x'), ISSUER_RDN);
        der(StrictDer.Rule.STRING_CHARACTERS, "IA5 beyond 127", issuer(0x16, (byte) 0xe9), ISSUER_RDN);
        der(StrictDer.Rule.STRING_CHARACTERS, "printable beyond 127", issuer(0x13, (byte) 0xe9), ISSUER_RDN);
        var part = DerTree.sequence(
                DerTree.of(6, (byte) 0x55, (byte) 4, (byte) 11),
                DerTree.of(0x0c, "vectors-longer".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        add(
                "ENCODING.SET_ORDER",
                "two parts of a name, the greater first",
                patched(node -> node.add(0, part), ISSUER_RDN),
                patched(node -> node.add(part), ISSUER_RDN));
    }

    private void sizes() {
        add("ENCODING.TOO_DEEP", "40 sequences in a policy", policies(nested(40)), policies(nested(20)));
        add("ENCODING.TOO_MANY", "5,000 elements in a policy", policies(many(5000)), policies(many(4000)));
        byte[] most = policies(filled(LeafLint.BYTES_MAX - policies(filled(30_000)).length + 30_000));
        byte[] more = policies(filled(LeafLint.BYTES_MAX + 200 - policies(filled(30_000)).length + 30_000));
        add("TOO_LARGE", "more than 36,500 bytes", more, Arrays.copyOf(most, most.length));
    }

    private void defaults() {
        add("DEFAULT_WRITTEN", "critical FALSE", patched(node -> node.add(1, DerTree.of(1, (byte) 0)), PURPOSES), good);
        byte[] written = DerTree.sequence(DerTree.of(1, (byte) 0)).encoded();
        add("DEFAULT_WRITTEN", "CA FALSE", patched(node -> node.content(written), CONSTRAINTS_VALUE), good);
        add(
                "UNIQUE_ID",
                "of the issuer",
                patched(node -> node.add(7, DerTree.of(0x81, (byte) 0, (byte) 1)), TBS),
                good);
        add(
                "UNIQUE_ID",
                "of the subject",
                patched(node -> node.add(7, DerTree.of(0x82, (byte) 0, (byte) 1)), TBS),
                good);
        add("EXTENSION_DUPLICATE", "the same value twice", patched(node -> node.add(node.child(0)), EXTENSIONS), good);
        add(
                "EXTENSION_DUPLICATE",
                "another value",
                patched(
                        node -> node.add(DerTree.sequence(
                                DerTree.of(6, (byte) 0x55, (byte) 0x1d, (byte) 0x0f),
                                DerTree.of(4, (byte) 3, (byte) 2, (byte) 2, (byte) 4))),
                        EXTENSIONS),
                good);
        add(
                "UNPARSABLE",
                "two parts",
                DerTree.sequence(DerTree.read(good).child(0), DerTree.read(good).child(1))
                        .encoded(),
                good);
        add("UNPARSABLE", "an integer", new byte[] {2, 1, 1}, good);
        add("UNPARSABLE", "the thirteenth month", patched(time(0x17, "261321115800Z"), NOT_BEFORE), good);
        add(
                "UNPARSABLE",
                "key usage that is text",
                patched(node -> node.content((byte) 0x0c, (byte) 1, (byte) 'x'), USAGE_VALUE),
                good);
        add(
                "SAN_ENCODING",
                "a URI as UTF8String",
                patched(
                        node -> node.content(DerTree.sequence(DerTree.of(0xa6).add(DerTree.of(0x0c, (byte) 'x')))
                                .encoded()),
                        NAMES_VALUE),
                good);
        add(
                "SAN_ENCODING",
                "a name without a tag of its own",
                patched(
                        node -> node.content(
                                DerTree.sequence(DerTree.of(0x16, (byte) 'x')).encoded()),
                        NAMES_VALUE),
                good);
        add("SAN_ENCODING", "not a sequence", patched(node -> node.content((byte) 4, (byte) 0), NAMES_VALUE), good);
        add(
                "URI_SAN_COUNT",
                "an empty sequence",
                patched(node -> node.content((byte) 0x30, (byte) 0), NAMES_VALUE),
                good);
        add("ISSUER", "no name", patched(node -> DerTree.sequence(), 0, 3), good);
        add("VERSION", "the fourth", patched(node -> node.content((byte) 3), 0, 0, 0), good);
        add("VERSION", "the second", patched(node -> node.content((byte) 1), 0, 0, 0), good);
        add(
                "SIGNATURE_ALGORITHM.SIGNATURE_PARAMETERS",
                "ECDSA with NULL",
                DerTree.patched(patched(node -> node.add(DerTree.of(5)), 1), node -> node.add(DerTree.of(5)), 0, 2),
                good);
        add(
                "SIGNATURE_MISMATCH",
                "SHA-256 outside, SHA-384 inside",
                patched(node -> node.content(joined(Arrays.copyOf(node.bytes(), 7), new byte[] {3})), 0, 2, 0),
                good);
    }

    private byte[] policies(byte[] value) {
        byte[] octets = value;
        return patched(
                node -> node.add(
                        DerTree.sequence(DerTree.of(6, (byte) 0x55, (byte) 0x1d, (byte) 0x20), DerTree.of(4, octets))),
                EXTENSIONS);
    }

    private static byte[] nested(int depth) {
        var node = DerTree.sequence();
        for (int i = 1; i < depth; i++) {
            node = DerTree.sequence(node);
        }
        return node.encoded();
    }

    private static byte[] many(int count) {
        var node = DerTree.sequence();
        for (int i = 0; i < count; i++) {
            node.add(DerTree.of(5));
        }
        return node.encoded();
    }

    private static byte[] filled(int bytes) {
        return DerTree.of(4, new byte[bytes]).encoded();
    }

    private DerTree padded(DerTree node) {
        return node.content(joined(new byte[] {0}, node.bytes()));
    }

    private static UnaryOperator<DerTree> time(int tag, String text) {
        return node -> DerTree.of(tag, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static UnaryOperator<DerTree> issuer(int tag, byte... text) {
        return node -> {
            node.child(0).child(1).tag(tag).content(text);
            return node;
        };
    }

    private static UnaryOperator<DerTree> form(DerTree.Form form) {
        return node -> node.form(form);
    }

    private static byte[] joined(byte[] one, byte[] two) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(two);
        return out.toByteArray();
    }

    private byte[] patched(UnaryOperator<DerTree> change, int... path) {
        return DerTree.patched(good, change, path);
    }

    private void der(StrictDer.Rule rule, String encoding, UnaryOperator<DerTree> change, int... path) {
        bytes(rule, encoding, patched(change, path));
    }

    /// Changes what is wrapped in the octet string at `path`.
    private void inside(StrictDer.Rule rule, String encoding, UnaryOperator<DerTree> change, int... path) {
        der(rule, encoding, node -> node.content(DerTree.patched(node.bytes(), change)), path);
    }

    private void bytes(StrictDer.Rule rule, String encoding, byte[] wrong) {
        add("ENCODING." + rule, encoding, wrong, good);
    }

    private void add(String rule, String encoding, byte[] wrong, byte[] twin) {
        all.add(new Vector(rule, encoding, new Vector.Leaf(wrong), new Vector.Leaf(twin)));
    }
}
