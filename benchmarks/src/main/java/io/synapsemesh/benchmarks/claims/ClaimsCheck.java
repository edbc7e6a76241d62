package io.synapsemesh.benchmarks.claims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// `make claims`: every row of `docs/claims.yaml` has a proof that exists, ran and passed, and a figure. Ends with 1
/// and
/// one line for each row that has not.
public final class ClaimsCheck {

    private static final int BYTES_MAX = 1 << 20;

    private ClaimsCheck() {}

    /// @param arguments the root of the checkout
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: ClaimsCheck CHECKOUT");
            System.exit(64);
        }
        var root = Path.of(arguments[0]);
        var objections = objections(root);
        objections.forEach(System.err::println);
        if (!objections.isEmpty()) {
            System.err.println(
                    objections.size() + " claims lack a proof. Next: make test (and make bench), then again");
            System.exit(1);
        }
        System.out.println("every claim has its proof");
    }

    static List<String> objections(Path root) throws IOException {
        var page = root.resolve("docs/claims.yaml");
        if (!Files.isRegularFile(page)) {
            return List.of("docs/claims.yaml does not exist");
        }
        if (Files.size(page) > BYTES_MAX) {
            return List.of("docs/claims.yaml is larger than " + BYTES_MAX + " bytes");
        }
        Object rows;
        try {
            rows = new Load(LoadSettings.builder().setLabel("docs/claims.yaml").build())
                    .loadFromString(Files.readString(page));
        } catch (YamlEngineException e) {
            return List.of("docs/claims.yaml is not YAML: " + e.getMessage());
        }
        if (!(rows instanceof List<?> list) || list.isEmpty()) {
            return List.of("docs/claims.yaml is not a list of claims");
        }
        var tests = TestReports.in(root);
        var figures = Figures.in(root.resolve("docs/figures"));
        var objections = new ArrayList<String>();
        for (var i = 0; i < list.size(); i++) {
            var number = i + 1;
            objection(list.get(i), tests, figures)
                    .ifPresent(why -> objections.add("docs/claims.yaml, row " + number + ": " + why));
        }
        return List.copyOf(objections);
    }

    private static Optional<String> objection(Object row, TestReports tests, Figures figures) {
        if (!(row instanceof Map<?, ?> fields)) {
            return Optional.of("not a mapping");
        }
        try {
            var claim = Claim.parse(fields);
            return switch (claim.where()) {
                case TEST -> tests.objection(claim.proof());
                case BENCH, SOAK -> figures.objection(claim.proof(), claim.figure());
            };
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
