package io.synapsemesh.benchmarks;

import io.synapsemesh.benchmarks.authz.AuthzBench;
import io.synapsemesh.benchmarks.certs.CertsBench;
import io.synapsemesh.benchmarks.decide.DecideBench;
import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.FigureFile;
import io.synapsemesh.benchmarks.growth.GrowthBench;
import io.synapsemesh.benchmarks.issuance.IssuanceBench;
import io.synapsemesh.benchmarks.tokens.TokensBench;
import io.synapsemesh.benchmarks.xds.Effort;
import io.synapsemesh.benchmarks.xds.XdsBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// `make bench`: measures each area beside its references and writes `build/figures/<area>.json`. Ends with 1 if a goal
/// is missed or a reference is missing.
///
/// Arguments: names of areas (all without), and `--quick` for a short try that proves nothing and writes
/// `<area>.quick.json`.
public final class Bench {
    /// One area of figures.
    @FunctionalInterface
    private interface Area {
        List<Figure> measure(Effort effort, boolean quick) throws Exception;
    }

    private static final Map<String, Area> AREAS = new TreeMap<>(Map.of(
            "authz", (effort, quick) -> AuthzBench.run(quick),
            "certs", (effort, quick) -> CertsBench.run(effort),
            "decide", (effort, quick) -> DecideBench.run(quick),
            "growth", (effort, quick) -> GrowthBench.run(quick),
            "issuance", (effort, quick) -> IssuanceBench.run(quick),
            "tokens", (effort, quick) -> TokensBench.run(quick),
            "xds", (effort, quick) -> XdsBench.run(effort)));

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Set<String> wanted = new TreeSet<>(List.of(arguments));
        boolean quick = wanted.remove("--quick");
        if (!AREAS.keySet().containsAll(wanted)) {
            System.err.println("usage: bench [--quick] [" + String.join("|", AREAS.keySet()) + "]...");
            System.exit(64);
        }
        var folder = Path.of(System.getProperty("synapsemesh.root", "."), "build", "figures");
        boolean reached = true;
        for (var name : wanted.isEmpty() ? AREAS.keySet() : wanted) {
            var rows = Objects.requireNonNull(AREAS.get(name)).measure(quick ? Effort.quick() : Effort.full(), quick);
            reached &= told(folder.resolve(name + (quick ? ".quick.json" : ".json")), rows);
        }
        System.exit(reached ? 0 : 1);
    }

    private static boolean told(Path file, List<Figure> rows) throws IOException {
        FigureFile.write(file, rows);
        FigureFile.print(System.out, new ArrayList<>(rows));
        return rows.stream().allMatch(Figure::ok);
    }
}
