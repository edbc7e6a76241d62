package io.synapsemesh.benchmarks.xds;

import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.process.ProcessFigures;
import io.synapsemesh.benchmarks.server.Layout;
import io.synapsemesh.benchmarks.server.ServerProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A server under measurement and what was seen of it.
final class Measured implements AutoCloseable {
    private static final String HEAP = "2g";
    private static final Duration WITHIN = Duration.ofMinutes(5);

    final ServerProcess.Kind kind;
    final Layout layout;
    Samples cpuMillis = new Samples();
    Samples lastAckMillis = new Samples();
    private final ChildProcess process;

    Measured(ServerProcess.Kind kind, Layout layout, int changesSeen) {
        this.kind = kind;
        this.layout = layout;
        this.process = ChildProcess.start(
                kind.name(), ServerProcess.class, HEAP, kind.name(), layout.toString(), Integer.toString(changesSeen));
    }

    String name() {
        return kind.name() + "-" + layout;
    }

    int port() {
        return Integer.parseInt(process.greeting());
    }

    /// One turn: CPU per change from the operating system, time to the last ACK from the server's own clock.
    void turn(int changes, int streamsPerView) {
        double before = ProcessFigures.cpuMillis(process.pid());
        List<Double> millis = change(changes, streamsPerView);
        cpuMillis.add((ProcessFigures.cpuMillis(process.pid()) - before) / changes);
        lastAckMillis.addAll(millis);
    }

    List<Double> change(int changes, int streamsPerView) {
        String answer = process.ask("change " + changes + " " + streamsPerView, WITHIN);
        return Arrays.stream(answer.split(" ", -1)).map(Double::valueOf).toList();
    }

    /// Before the next size of the swarm.
    void forget() {
        cpuMillis = new Samples();
        lastAckMillis = new Samples();
    }

    double heapKib() {
        return Long.parseLong(process.ask("heap", WITHIN)) / 1024.0;
    }

    double residentKib() {
        return ProcessFigures.residentKib(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
