package io.synapsemesh.benchmarks.xds;

import static io.synapsemesh.benchmarks.server.ServerProcess.Kind.FLOOR;
import static io.synapsemesh.benchmarks.server.ServerProcess.Kind.LIBRARY;
import static io.synapsemesh.benchmarks.server.ServerProcess.Kind.LIBRARY_TOLD;
import static io.synapsemesh.benchmarks.server.ServerProcess.Kind.MESH;

import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.FigureFile;
import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.server.Layout;
import io.synapsemesh.benchmarks.server.ServerProcess;
import io.synapsemesh.benchmarks.swarm.SwarmProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// Fan-out, scoped changes, memory of idle streams and reconnection after a restart.
public final class XdsBench {
    private static final double FAN_OUT_RATIO_MAX = 1.5;
    private static final double SCOPED_RATIO_MAX = 0.05;
    private static final double STREAM_KIB_MAX = 60;
    private static final int SCOPED_WATCHERS = 10;
    private static final int RESTART_STREAMS = 100;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final Effort effort;
    private final List<Figure> figures = new ArrayList<>();

    private XdsBench(Effort effort) {
        this.effort = effort;
    }

    public static List<Figure> run(Effort effort) {
        var bench = new XdsBench(effort);
        bench.step(bench::restart);
        bench.step(bench::fanOut);
        effort.streams().forEach(streams -> bench.step(() -> bench.scoped(streams)));
        return List.copyOf(bench.figures);
    }

    /// Whoever waits for minutes sees what is there so far.
    private void step(Runnable step) {
        int before = figures.size();
        step.run();
        FigureFile.print(System.err, figures.subList(before, figures.size()));
    }

    /// One view of everything, watched by every stream through the wildcard.
    private void fanOut() {
        var layout = new Layout(1, effort.workspaces(), 1);
        try (var swarm = swarm();
                var floor = new Measured(FLOOR, layout, 0);
                var library = new Measured(LIBRARY, layout, 0);
                var mesh = new Measured(MESH, layout, 0)) {
            var systems = List.of(floor, library, mesh);
            Map<Measured, Double> heapEmpty = new HashMap<>();
            systems.forEach(system -> heapEmpty.put(system, system.heapKib()));
            for (int streams : effort.streams()) {
                for (var system : systems) {
                    grow(swarm, system, streams);
                    system.change(effort.warmUp(), streams);
                }
                rounds(systems, system -> effort.changes(), streams);
                var of = "fan-out to " + streams + " streams";
                figures.add(Figure.ratioAtMost(
                        of + ": server CPU per change, floor as reference",
                        "ms",
                        mesh.cpuMillis.median(),
                        floor.cpuMillis.median(),
                        FAN_OUT_RATIO_MAX));
                figures.add(Figure.plain(
                        of + ": server CPU per change, SimpleCache as reference",
                        "ms",
                        mesh.cpuMillis.median(),
                        library.cpuMillis.median()));
                acks(of, mesh.lastAckMillis, "floor", floor.lastAckMillis);
                acks(of, mesh.lastAckMillis, "SimpleCache", library.lastAckMillis);
                ToDoubleFunction<Measured> perStream =
                        system -> (system.heapKib() - Objects.requireNonNull(heapEmpty.get(system))) / streams;
                var heap = streams + " idle streams: live heap per stream, ";
                double own = perStream.applyAsDouble(mesh);
                boolean whole = streams == effort.streams().getLast();
                double bare = perStream.applyAsDouble(floor);
                figures.add(
                        whole
                                ? Figure.atMost(heap + "floor as reference", "KiB", own, bare, STREAM_KIB_MAX)
                                : Figure.plain(heap + "floor as reference", "KiB", own, bare));
                figures.add(
                        Figure.plain(heap + "SimpleCache as reference", "KiB", own, perStream.applyAsDouble(library)));
                figures.add(Figure.plain(
                        streams + " idle streams: resident memory, SimpleCache as reference",
                        "MiB",
                        mesh.residentKib() / 1024,
                        library.residentKib() / 1024));
                systems.forEach(Measured::forget);
            }
        }
    }

    /// A view for each stream; each workspace is in ten of them.
    private void scoped(int streams) {
        var layout = new Layout(streams, effort.workspaces(), SCOPED_WATCHERS);
        try (var swarm = swarm();
                var floor = new Measured(FLOOR, layout, 0);
                var library = new Measured(LIBRARY, layout, 0);
                var told = new Measured(LIBRARY_TOLD, layout, 0);
                var mesh = new Measured(MESH, layout, 0)) {
            var systems = List.of(floor, library, told, mesh);
            for (var system : systems) {
                grow(swarm, system, streams);
                system.change(changes(system) * effort.scopedWarmUp(), 1);
            }
            rounds(systems, this::changes, 1);
            var of = "a change that concerns " + SCOPED_WATCHERS + " of " + streams + " proxies";
            var ours = mesh.cpuMillis.median();
            var name = of + ": server CPU per change, SimpleCache with a group per node as reference";
            double theirs = library.cpuMillis.median();
            figures.add(
                    streams == effort.streams().getLast()
                            ? Figure.ratioAtMost(name, "ms", ours, theirs, SCOPED_RATIO_MAX)
                            : Figure.plain(name, "ms", ours, theirs));
            figures.add(Figure.plain(
                    of + ": server CPU per change, SimpleCache told whom it concerns as reference",
                    "ms",
                    ours,
                    told.cpuMillis.median()));
            figures.add(Figure.plain(
                    of + ": server CPU per change, floor as reference", "ms", ours, floor.cpuMillis.median()));
            acks(of, mesh.lastAckMillis, "SimpleCache", library.lastAckMillis);
        }
    }

    /// The server goes, another process with the same world comes, the clients tell what they have.
    private void restart() {
        var layout = new Layout(1, effort.workspaces(), 1);
        String mesh = resent(MESH, layout);
        String library = resent(LIBRARY, layout);
        var of = "reconnection of " + RESTART_STREAMS + " streams after a restart: unchanged wildcard ";
        figures.add(Figure.atMost(of + "resources resent", "resources", number(mesh, 0), number(library, 0), 0));
        figures.add(Figure.atMost(of + "bytes resent", "bytes", number(mesh, 1), number(library, 1), 0));
    }

    private String resent(ServerProcess.Kind kind, Layout layout) {
        try (var swarm = swarm()) {
            int seen;
            String name;
            try (var before = new Measured(kind, layout, 0)) {
                name = before.name();
                grow(swarm, before, RESTART_STREAMS);
                seen = before.change(effort.changes(), RESTART_STREAMS).size();
            }
            try (var after = new Measured(kind, layout, seen)) {
                swarm.ask("reconnect " + name + " " + layout + " " + after.port(), WITHIN);
                String received = swarm.ask("count " + name + " " + layout, WITHIN);
                // A change must still arrive: silence alone would look like thrift.
                after.change(1, RESTART_STREAMS);
                return received;
            }
        }
    }

    private void rounds(List<Measured> systems, ToDoubleFunction<Measured> changes, int streamsPerView) {
        for (int round = 0; round < effort.rounds(); round++) {
            for (var system : systems) {
                system.turn((int) changes.applyAsDouble(system), streamsPerView);
            }
        }
    }

    private int changes(Measured system) {
        return system.kind == LIBRARY ? effort.changes() : effort.cheap();
    }

    private void acks(String of, Samples ours, String reference, Samples theirs) {
        for (int percent : List.of(50, 99)) {
            figures.add(Figure.plain(
                    of + ": time to last ACK p" + percent + ", " + reference + " as reference",
                    "ms",
                    ours.percentile(percent),
                    theirs.percentile(percent)));
        }
    }

    private static double number(String answer, int index) {
        return Double.parseDouble(answer.split(" ", -1)[index]);
    }

    private static ChildProcess swarm() {
        return ChildProcess.start("swarm", SwarmProcess.class, "3g");
    }

    private static void grow(ChildProcess swarm, Measured system, int streams) {
        swarm.ask("grow " + system.name() + " " + system.layout + " " + system.port() + " " + streams, WITHIN);
    }
}
