package io.synapsemesh.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tools/claims` on a small checkout: it has to object to each way in which a claim can lack its proof.
final class ClaimsTest {
    private static final String TEST = row("GoodTest", "test", "2 tests");
    private static final String BENCH = row("xds/fan-out", "bench", "84.5 ms");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path root;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void testsReportsAndFigures() {
        write("core/src/test/java/io/synapsemesh/core/GoodTest.java", "void holds() {} void alsoHolds(int i) {}");
        write("e2e/src/test/java/io/synapsemesh/e2e/MixedIT.java", "void holds() {} void breaks() {} void waits() {}");
        write("core/src/test/java/io/synapsemesh/core/NeverTest.java", "void holds() {}");
        write("core/src/test/java/io/synapsemesh/core/EmptyTest.java", "");
        write("core/target/surefire-reports/TEST-io.synapsemesh.core.GoodTest.xml", """
                <testsuite><testcase name="holds"/><testcase name="alsoHolds(int)[1]"/></testsuite>""");
        write("core/target/surefire-reports/TEST-io.synapsemesh.core.EmptyTest.xml", "<testsuite/>");
        write("e2e/target/failsafe-reports/TEST-io.synapsemesh.e2e.MixedIT.xml", """
                <testsuite><testcase name="holds"/><testcase name="breaks"><failure/></testcase>
                <testcase name="waits"><skipped/></testcase></testsuite>""");
        write("docs/figures/xds.json", """
                [{"name":"fan-out","unit":"ms","value":84.50,"reference":70,"ratio":1.2,"goal":"ratio <= 1.5","ok":true},
                 {"name":"missed","unit":"ms","value":3,"reference":1,"ratio":3,"ok":false},
                 {"name":"alone","unit":"ms","value":3,"ok":true},
                 {"name":"empty","unit":"ms","reference":1,"ok":true}]""");
    }

    @Test
    void acceptsTestsThatPassedAndFiguresThatAreCommitted() {
        var ended = claims(
                TEST,
                row("io.synapsemesh.core.GoodTest", "test", "all"),
                row("GoodTest#alsoHolds", "test", "1 test"),
                row("MixedIT#holds", "test", "1 test"),
                BENCH);
        assertThat(ended).isEqualTo(new Ended(0, "5 claims are proven\n", ""));
    }

    @Test
    void refusesATestThatDoesNotExist() {
        assertThat(objection(row("NoSuchTest", "test", "1 test"))).isEqualTo("test NoSuchTest does not exist");
        assertThat(objection(row("GoodTest#nothing", "test", "1"))).isEqualTo("GoodTest has no test nothing");
    }

    @Test
    void refusesATestThatDidNotRun() {
        assertThat(objection(row("NeverTest", "test", "1 test"))).isEqualTo("test NeverTest did not run");
    }

    @Test
    void refusesATestThatChangedSinceItRan() throws IOException {
        Files.setLastModifiedTime(
                root.resolve("core/src/test/java/io/synapsemesh/core/GoodTest.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(objection(TEST)).isEqualTo("test GoodTest did not run since it was changed");
    }

    @Test
    void refusesTestsThatRanNothingOrLessThanSaid() {
        assertThat(objection(row("EmptyTest", "test", "1 test"))).isEqualTo("no test of EmptyTest ran");
        assertThat(objection(row("GoodTest", "test", "3 tests"))).isEqualTo("GoodTest ran 2 tests, not 3");
    }

    @Test
    void refusesTestsThatFailedOrWereSkipped() {
        assertThat(objection(row("MixedIT", "test", "1 test"))).isEqualTo("test MixedIT#breaks failed");
        assertThat(objection(row("MixedIT#breaks", "test", "1"))).isEqualTo("test MixedIT#breaks failed");
        assertThat(objection(row("MixedIT#waits", "test", "1"))).isEqualTo("test MixedIT#waits was skipped");
    }

    @Test
    void wantsEachProofOfAListToHold() {
        var both = TEST.replace("\"GoodTest\"", "[\"GoodTest\", \"NeverTest\"]");
        assertThat(objection(both)).isEqualTo("test NeverTest did not run");
    }

    @Test
    void wantsTheFullNameWhereTwoTestsShareTheSimpleOne() {
        write("demo/src/test/java/io/synapsemesh/demo/GoodTest.java", "void holds() {}");
        assertThat(objection(TEST)).startsWith("GoodTest is the name of several tests: write it in full");
        assertThat(claims(row("io.synapsemesh.core.GoodTest", "test", "2 tests"), BENCH)
                        .status())
                .isZero();
    }

    @Test
    void refusesFiguresThatAreMissingMissedOrDifferent() {
        assertThat(objection(row("xds/none", "bench", "1 ms"))).isEqualTo("no row xds/none under docs/figures");
        assertThat(objection(row("xds/missed", "soak", "3 ms")))
                .isEqualTo("the goal of xds/missed was not reached: 3 ms");
        assertThat(objection(row("xds/alone", "bench", "3 ms"))).isEqualTo("xds/alone has no reference");
        assertThat(objection(row("xds/empty", "bench", "3 ms"))).isEqualTo("xds/empty has no figure");
        assertThat(objection(row("xds/fan-out", "bench", "70 ms")))
                .isEqualTo("the figure of xds/fan-out is 84.5 ms, not 70 ms");
    }

    @Test
    void refusesAFigureWithAGoalThatNoClaimSpeaksOf() {
        var ended = claims(TEST);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("docs/claims.yaml: no claim speaks of the figure xds/fan-out");
    }

    @Test
    void refusesRowsThatAreNotWhole() {
        assertThat(objection(TEST.replace("\"figure\"", "\"figures\""))).isEqualTo("'figure' is missing");
        assertThat(objection(TEST.replace("\"2 tests\"", "\" \""))).isEqualTo("'figure' is missing");
        assertThat(objection(TEST.replace("\"test\"", "\"dream\""))).contains("not 'dream'");
        assertThat(objection(TEST.replace("2026-11-21", "yesterday"))).contains("'date' is not like");
        assertThat(objection(TEST.replace("2026-11-21", "2999-01-01"))).contains("lies in the future");
        assertThat(objection(TEST.replace("}", ", \"by\": \"me\"}"))).isEqualTo("unknown field 'by'");
        assertThat(objection(TEST.replace("}", ", \"proof\": \"x\"}"))).isEqualTo("a field stands twice");
        assertThat(objection("claim: a")).startsWith("not a row");
        assertThat(objection("- {claim: a}")).startsWith("not JSON");
    }

    @Test
    void refusesAPageThatIsMissingOrEmpty() {
        assertThat(run().err()).isEqualTo("docs/claims.yaml does not exist\n");
        assertThat(claims("# nothing yet").err()).isEqualTo("docs/claims.yaml holds no claim\n");
    }

    @Test
    void listsEveryRowAndHowItStands() {
        write("docs/claims.yaml", TEST + "\n" + row("NeverTest", "test", "1 test") + "\n" + BENCH + "\n");
        var ended = run("--list");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .contains("test GoodTest: 2 tests (2026-11-21)\n    proven")
                .contains("NOT PROVEN: test NeverTest did not run");
    }

    @Test
    void adoptsTheFiguresOfTheLastBench() {
        write("build/figures/xds.json", """
                [{"name":"fan-out","unit":"ms","value":70.25,"reference":70,"goal":"ratio <= 1.5","ok":true}]""");
        write("build/figures/xds.quick.json", "[]");
        write("docs/claims.yaml", "# kept\n" + TEST + "\n" + BENCH + "\n");
        assertThat(run("--adopt").status()).isZero();
        assertThat(root.resolve("docs/claims.yaml"))
                .content()
                .startsWith("# kept\n" + TEST)
                .contains("70.25 ms");
        assertThat(root.resolve("docs/figures/xds.quick.json")).doesNotExist();
    }

    private static String row(String proof, String where, String figure) {
        return "- {\"claim\": \"a\", \"proof\": \"" + proof + "\", \"where\": \"" + where + "\", \"figure\": \""
                + figure + "\", \"date\": \"2026-11-21\"}";
    }

    /// What is said of one row, beside a good one for the figure with a goal.
    private String objection(String row) {
        var ended = claims(row, BENCH);
        assertThat(ended.status()).isEqualTo(1);
        var first = ended.err().lines().findFirst().orElseThrow();
        assertThat(first).startsWith("docs/claims.yaml, line 1: ");
        return first.substring("docs/claims.yaml, line 1: ".length());
    }

    private Ended claims(String... rows) {
        write("docs/claims.yaml", String.join("\n", rows) + "\n");
        return run();
    }

    private Ended run(String... options) {
        var script = Path.of(System.getProperty("synapsemesh.root"), "tools/claims");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(options));
        command.add(root.toString());
        var out = root.resolve("out.txt");
        var err = root.resolve("err.txt");
        try {
            var process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("tools/claims did not end");
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run tools/claims", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void write(String path, String text) {
        var file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
