package io.synapsemesh.benchmarks.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClaimsCheckTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path root;

    @BeforeEach
    void reportsAndFigures() throws IOException {
        write("core/target/surefire-reports/TEST-io.synapsemesh.core.GoodTest.xml", """
                <testsuite tests="2"><testcase name="holds"/><testcase name="alsoHolds(int)[1]"/></testsuite>""");
        write("e2e-tests/target/failsafe-reports/TEST-io.synapsemesh.e2e.MixedIT.xml", """
                <testsuite tests="3"><testcase name="holds"/><testcase name="breaks"><failure/></testcase>
                <testcase name="waits"><skipped/></testcase></testsuite>""");
        write("docs/figures/xds.json", """
                [{"name":"fan-out","unit":"ms","value":84.50,"reference":70,"ratio":1.2,"goal":1.5,"ok":true},
                 {"name":"scoped","unit":"","value":3,"ok":false}]""");
    }

    @Test
    void acceptsTestsThatPassedAndFiguresThatAreCommitted() throws IOException {
        assertThat(objections("""
                - {claim: a, proof: GoodTest, where: test, figure: 2 cases, date: 2026-11-21}
                - {claim: b, proof: GoodTest#alsoHolds, where: test, figure: 1 case, date: 2026-11-21}
                - {claim: c, proof: MixedIT#holds, where: test, figure: 1 case, date: 2026-11-21}
                - {claim: d, proof: xds/fan-out, where: bench, figure: 84.5 ms, date: 2026-11-21}
                """)).isEmpty();
    }

    @Test
    void refusesTestsThatDidNotRunFailedOrWereSkipped() throws IOException {
        assertThat(objections("""
                - {claim: a, proof: NoSuchTest, where: test, figure: 1, date: 2026-11-21}
                - {claim: b, proof: MixedIT, where: test, figure: 1, date: 2026-11-21}
                - {claim: c, proof: MixedIT#breaks, where: test, figure: 1, date: 2026-11-21}
                - {claim: d, proof: MixedIT#waits, where: test, figure: 1, date: 2026-11-21}
                - {claim: e, proof: GoodTest#nothing, where: test, figure: 1, date: 2026-11-21}
                """))
                .containsExactly(
                        "docs/claims.yaml, row 1: test NoSuchTest does not exist or did not run",
                        "docs/claims.yaml, row 2: test MixedIT did not pass as a whole",
                        "docs/claims.yaml, row 3: no test MixedIT#breaks ran and passed",
                        "docs/claims.yaml, row 4: no test MixedIT#waits ran and passed",
                        "docs/claims.yaml, row 5: no test GoodTest#nothing ran and passed");
    }

    @Test
    void wantsTheFullNameWhereTwoTestsShareTheSimpleOne() throws IOException {
        write("demo/target/surefire-reports/TEST-io.synapsemesh.demo.GoodTest.xml", """
                <testsuite tests="1"><testcase name="holds"/></testsuite>""");
        assertThat(objections("""
                - {claim: a, proof: GoodTest, where: test, figure: 1, date: 2026-11-21}
                - {claim: b, proof: io.synapsemesh.core.GoodTest, where: test, figure: 1, date: 2026-11-21}
                """)).containsExactly("docs/claims.yaml, row 1: test GoodTest did not pass as a whole");
    }

    @Test
    void refusesFiguresThatAreMissingMissedOrDifferent() throws IOException {
        assertThat(objections("""
                - {claim: a, proof: xds/none, where: bench, figure: 1 ms, date: 2026-11-21}
                - {claim: b, proof: xds/scoped, where: soak, figure: 3, date: 2026-11-21}
                - {claim: c, proof: xds/fan-out, where: bench, figure: 70 ms, date: 2026-11-21}
                """))
                .containsExactly(
                        "docs/claims.yaml, row 1: no row xds/none under docs/figures",
                        "docs/claims.yaml, row 2: the goal of xds/scoped was not reached: 3",
                        "docs/claims.yaml, row 3: the figure of xds/fan-out is 84.5 ms, not 70 ms");
    }

    @Test
    void refusesRowsThatAreNotWhole() throws IOException {
        assertThat(objections("""
                - {claim: a, proof: GoodTest, where: test, date: 2026-11-21}
                - {claim: b, proof: GoodTest, where: dream, figure: 1, date: 2026-11-21}
                - {claim: c, proof: GoodTest, where: test, figure: 1, date: yesterday}
                - {claim: d, proof: GoodTest, where: test, figure: 1, date: 2026-11-21, by: me}
                - nothing
                """))
                .satisfiesExactly(
                        why -> assertThat(why).endsWith("'figure' is missing"),
                        why -> assertThat(why).contains("DREAM"),
                        why -> assertThat(why).contains("date is not like"),
                        why -> assertThat(why).endsWith("unknown field 'by'"),
                        why -> assertThat(why).endsWith("not a mapping"));
    }

    @Test
    void refusesAPageThatIsMissingOrEmpty() throws IOException {
        assertThat(ClaimsCheck.objections(root)).containsExactly("docs/claims.yaml does not exist");
        assertThat(objections("[]")).containsExactly("docs/claims.yaml is not a list of claims");
        assertThat(objections("a: [")).singleElement().asString().startsWith("docs/claims.yaml is not YAML");
    }

    private List<String> objections(String claims) throws IOException {
        write("docs/claims.yaml", claims);
        return ClaimsCheck.objections(root);
    }

    private void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
