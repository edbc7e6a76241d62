package io.synapsemesh.benchmarks.growth;

import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.process.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// CPU per change at 10,000 workspaces beside that at 100, both worlds alive at once and taking turns.
public final class GrowthBench {
    private static final double GROWTH_RATIO_MAX = 1.2;
    /// Of each edit: until the JIT is done with it.
    private static final int WARM_UP = 600;

    private static final Duration WITHIN = Duration.ofMinutes(8);
    private static final Set<Edit> GOALS = Set.of(Edit.BINDING, Edit.POLICY, Edit.KEY, Edit.LEAF);

    private GrowthBench() {}

    /// One world and what its changes cost.
    private static final class Measured implements AutoCloseable {
        private final ChildProcess process;
        private final Map<Edit, Samples> cpuMillis = new EnumMap<>(Edit.class);

        Measured(Path folder, int workspaces) {
            process = ChildProcess.start(
                    workspaces + " workspaces",
                    GrowthProcess.class,
                    "3g",
                    folder.resolve(Integer.toString(workspaces)).toString(),
                    Integer.toString(workspaces));
        }

        void edit(Edit edit, int count) {
            process.ask("edit " + edit + " " + count, WITHIN);
        }

        void turn(Edit edit, int count) {
            edit(Edit.LOOK, 1); // the next one is five seconds of the source's time away
            double before = ProcessFigures.cpuMillis(process.pid());
            edit(edit, count);
            double each = (ProcessFigures.cpuMillis(process.pid()) - before) / count;
            cpuMillis.computeIfAbsent(edit, _ -> new Samples()).add(each);
        }

        double median(Edit edit) {
            return Objects.requireNonNull(cpuMillis.get(edit)).median();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    public static List<Figure> run(boolean quick) throws IOException {
        int large = quick ? 1000 : 10_000;
        int rounds = quick ? 3 : 9;
        var folder = Files.createTempDirectory("synapsemesh-growth");
        try (var small = new Measured(folder, 100);
                var big = new Measured(folder, large)) {
            var worlds = List.of(small, big);
            for (var world : worlds) {
                for (var edit : GOALS) {
                    world.edit(edit, quick ? 30 : WARM_UP);
                }
            }
            for (int round = 0; round < rounds; round++) {
                for (var edit : Edit.values()) {
                    worlds.forEach(world -> world.turn(edit, count(edit)));
                }
            }
            var figures = new ArrayList<Figure>();
            for (var edit : Edit.values()) {
                var name = edit.words() + ": CPU per change at " + large + " workspaces, 100 as reference";
                double value = big.median(edit);
                double reference = small.median(edit);
                figures.add(
                        GOALS.contains(edit)
                                ? Figure.ratioAtMost(name, "ms", value, reference, GROWTH_RATIO_MAX)
                                : Figure.plain(name, "ms", value, reference));
            }
            return figures;
        } finally {
            delete(folder);
        }
    }

    /// So few in a turn that the next look at all files falls after it.
    private static int count(Edit edit) {
        return switch (edit) {
            case BINDING, POLICY -> 20;
            case KEY, LEAF -> 400;
            case WORKSPACE -> 10;
            case DRAIN -> 6;
            case LOOK -> 1;
        };
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
