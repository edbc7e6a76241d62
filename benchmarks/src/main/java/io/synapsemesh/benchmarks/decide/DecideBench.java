package io.synapsemesh.benchmarks.decide;

import io.synapsemesh.benchmarks.figure.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs [DecideBenchmark] and turns its results into figures.
public final class DecideBench {
    private DecideBench() {}

    /// @param quick one fork and short iterations, for trying the bench itself
    public static List<Figure> run(boolean quick) throws RunnerException {
        var options = new OptionsBuilder()
                .include(DecideBenchmark.class.getName())
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 1 : 4)
                .measurementIterations(quick ? 1 : 5)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementTime(TimeValue.milliseconds(500))
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(
                        "-Dsynapsemesh.root=" + System.getProperty("synapsemesh.root", "."),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED")
                .shouldFailOnError(true)
                .build();
        Map<String, RunResult> results = new HashMap<>();
        for (var result : new Runner(options).run()) {
            results.put(result.getPrimaryResult().getLabel(), result);
        }
        var figures = new ArrayList<Figure>();
        add(figures, results, "decide, allowed", "decideAllow", "decideReference");
        add(figures, results, "decide, denied", "decideDeny", "decideReference");
        add(figures, results, "route table look-up", "require", "requireReference");
        add(figures, results, "compile one workspace's policy", "compile", "compileReference");
        return figures;
    }

    private static void add(
            List<Figure> figures, Map<String, RunResult> results, String name, String ours, String reference) {
        var value = Objects.requireNonNull(results.get(ours), ours);
        var beside = Objects.requireNonNull(results.get(reference), reference);
        figures.add(Figure.plain(name + ": time, map look-up as reference", "ns/op", time(value), time(beside)));
        figures.add(Figure.plain(name + ": allocation, map look-up as reference", "B/op", bytes(value), bytes(beside)));
    }

    private static double time(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        for (var secondary : result.getSecondaryResults().values()) {
            if (secondary.getLabel().endsWith("gc.alloc.rate.norm")) {
                return secondary.getScore();
            }
        }
        return Double.NaN;
    }
}
