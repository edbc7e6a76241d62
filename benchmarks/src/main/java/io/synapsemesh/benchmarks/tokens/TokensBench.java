package io.synapsemesh.benchmarks.tokens;

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

/// Runs [TokenBenchmark] and [CachedTokenBenchmark] and turns their results into figures.
public final class TokensBench {
    private static final double VERIFY_RATIO_MAX = 1.25;
    private static final double CACHED_NANOS_MAX = 12_000;
    private static final double CACHED_BYTES_MAX = 4_096;

    private TokensBench() {}

    /// @param quick one fork and short iterations, for trying the bench itself
    public static List<Figure> run(boolean quick) throws RunnerException {
        var options = new OptionsBuilder()
                .include(TokenBenchmark.class.getName())
                .include(CachedTokenBenchmark.class.getName())
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 2 : 6)
                .measurementIterations(quick ? 2 : 5)
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
            results.put(
                    result.getPrimaryResult().getLabel() + result.getParams().getParam("groups"), result);
        }
        var figures = new ArrayList<Figure>();
        verified(figures, results, "914 bytes, 5 groups", "5");
        verified(figures, results, "11 KB, 200 groups", "200");
        cached(figures, results);
        return figures;
    }

    private static void verified(List<Figure> figures, Map<String, RunResult> results, String what, String groups) {
        var ours = of(results, "verify" + groups);
        var nimbus = of(results, "verifyReference" + groups);
        String name = "token not seen before, " + what;
        figures.add(Figure.ratioAtMost(
                name + ": time, Nimbus' process as reference", "ns/op", time(ours), time(nimbus), VERIFY_RATIO_MAX));
        figures.add(
                Figure.plain(name + ": allocation, Nimbus' process as reference", "B/op", bytes(ours), bytes(nimbus)));
    }

    private static void cached(List<Figure> figures, Map<String, RunResult> results) {
        var ours = of(results, "decide5");
        var digest = of(results, "decideReference5");
        String name = "cached token and decision, 914 bytes, 5 groups";
        figures.add(Figure.atMost(
                name + ": p50, the token's SHA-256 as reference",
                "ns/op",
                median(ours),
                median(digest),
                CACHED_NANOS_MAX));
        figures.add(Figure.atMost(
                name + ": allocation, the token's SHA-256 as reference",
                "B/op",
                bytes(ours),
                bytes(digest),
                CACHED_BYTES_MAX));
        plain(figures, results, "cached token and decision, 11 KB, 200 groups", "decide200", "decideReference200");
        plain(figures, results, "cached token, path, route and decision, 914 bytes", "whole5", "decideReference5");
    }

    private static void plain(
            List<Figure> figures, Map<String, RunResult> results, String name, String ours, String digest) {
        var value = of(results, ours);
        var beside = of(results, digest);
        figures.add(
                Figure.plain(name + ": p50, the token's SHA-256 as reference", "ns/op", median(value), median(beside)));
        figures.add(Figure.plain(
                name + ": allocation, the token's SHA-256 as reference", "B/op", bytes(value), bytes(beside)));
    }

    private static RunResult of(Map<String, RunResult> results, String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    private static double time(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
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
