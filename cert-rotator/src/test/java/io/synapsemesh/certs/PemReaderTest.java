package io.synapsemesh.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PemReaderTest {
    private static final String GOOD = "-----BEGIN CERTIFICATE-----\nQUJDRA==\n-----END CERTIFICATE-----\n";

    private record Vector(PemReader.Rule rule, String encoding, String wrong, String twin) {}

    @Test
    void readsWhatWeWrite() {
        var leaf = new Fixture().authorities().mesh().anchors().certificates();
        byte[] text = Pem.certificates(leaf).getBytes(StandardCharsets.US_ASCII);
        assertThat(PemReader.read(text)).singleElement().satisfies(block -> {
            assertThat(block.label()).isEqualTo("CERTIFICATE");
            assertThat(Pem.certificate(block.der().open())).isEqualTo(leaf.getFirst());
        });
    }

    @Test
    void takesCommentsLineEndsAndSpacesAndNothingAtAll() {
        assertThat(read("# a comment\r\n" + GOOD.replace("\n", " \r\n") + "\nmore\n" + GOOD))
                .hasSize(2);
        assertThat(read("")).isEmpty();
        assertThat(read("no block here")).isEmpty();
        assertThat(read(GOOD.stripTrailing())).hasSize(1);
    }

    @Test
    void printsNoKey() {
        assertThat(read(GOOD.replace("CERTIFICATE", "PRIVATE KEY")).toString())
                .contains("[redacted]")
                .doesNotContain("ABCD");
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryWrongOneWithItsRuleAndTakesItsTwin() {
        return vectors().stream()
                .map(vector -> DynamicTest.dynamicTest(vector.rule() + " " + vector.encoding(), () -> {
                    assertThatThrownBy(() -> read(vector.wrong()))
                            .isInstanceOfSatisfying(
                                    PemReader.Refused.class,
                                    e -> assertThat(e.rule()).isEqualTo(vector.rule()));
                    assertThat(read(vector.twin())).isNotNull();
                }));
    }

    @Test
    void everyRuleHasAVector() {
        assertThat(vectors().stream().map(Vector::rule).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(PemReader.Rule.values());
    }

    private static List<Vector> vectors() {
        var all = new ArrayList<Vector>();
        String begin = "-----BEGIN CERTIFICATE-----\n";
        String end = "-----END CERTIFICATE-----\n";
        String line = "A".repeat(64) + "\n";
        String most = " ".repeat(PemReader.BYTES_MAX);
        all.add(new Vector(PemReader.Rule.TOO_LARGE, "one byte", most + " ", most));
        all.add(new Vector(
                PemReader.Rule.TOO_MANY,
                "129 blocks",
                GOOD.repeat(PemReader.BLOCKS_MAX + 1),
                GOOD.repeat(PemReader.BLOCKS_MAX)));
        int lines = PemReader.CONTENT_MAX / 64;
        all.add(new Vector(
                PemReader.Rule.BLOCK_TOO_LARGE,
                "one line",
                begin + line.repeat(lines + 1) + end,
                begin + line.repeat(lines) + end));
        all.add(new Vector(PemReader.Rule.LABEL, "lower case", GOOD.replace("CERTIFICATE", "certificate"), GOOD));
        all.add(new Vector(
                PemReader.Rule.LABEL, "four dashes", GOOD.replaceFirst("CERTIFICATE-----", "CERTIFICATE----"), GOOD));
        all.add(new Vector(PemReader.Rule.LABEL, "empty", GOOD.replace("CERTIFICATE", ""), GOOD));
        all.add(new Vector(PemReader.Rule.LABEL, "of 100 letters", GOOD.replace("CERTIFICATE", "A".repeat(100)), GOOD));
        all.add(new Vector(
                PemReader.Rule.END_MISMATCH, "of another block", begin + "QUJD\n-----END PRIVATE KEY-----\n", GOOD));
        all.add(new Vector(PemReader.Rule.END_MISMATCH, "without a beginning", end, GOOD));
        all.add(new Vector(PemReader.Rule.END_MISSING, "the file ends", begin + "QUJD\n", GOOD));
        all.add(new Vector(PemReader.Rule.NESTED, "a beginning inside", begin + begin + "QUJD\n" + end, GOOD));
        all.add(new Vector(
                PemReader.Rule.HEADER, "an encrypted key", begin + "Proc-Type: 4,ENCRYPTED\n\nQUJD\n" + end, GOOD));
        all.add(new Vector(
                PemReader.Rule.LINE_TOO_LONG,
                "80 characters",
                begin + "A".repeat(80) + "\n" + end,
                begin + "A".repeat(76) + "\n" + end));
        all.add(new Vector(PemReader.Rule.EMPTY, "no line", begin + end, GOOD));
        all.add(new Vector(PemReader.Rule.BASE64, "another letter", begin + "QU*D\n" + end, GOOD));
        all.add(new Vector(PemReader.Rule.BASE64, "the alphabet of URLs", begin + "_-_-\n" + end, GOOD));
        all.add(new Vector(PemReader.Rule.BASE64, "no padding", begin + "QQ\n" + end, begin + "QQ==\n" + end));
        all.add(new Vector(
                PemReader.Rule.BASE64, "bits behind the end", begin + "QR==\n" + end, begin + "QQ==\n" + end));
        all.add(new Vector(PemReader.Rule.BASE64, "padding in the middle", begin + "QQ==\nQQ==\n" + end, GOOD));
        return all;
    }

    private static List<PemReader.Block> read(String text) {
        return PemReader.read(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
