package io.synapsemesh.benchmarks.issuance;

import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.process.ProcessFigures;
import io.synapsemesh.benchmarks.process.TemporaryFolder;
import io.synapsemesh.benchmarks.stepca.StepCaSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Server CPU for each certificate of the embedded authority, over gRPC with mTLS, from the request to the answer: the
/// caller's credential, the request's signature, the certificate, its lint and its line in the audit log.
public final class IssuanceBench {
    private static final double STEP_CA_RATIO = 0.4;
    private static final double FLOOR_RATIO = 1.3;
    private static final double FLOOR_MICROS = 60;
    /// The JIT works longest on what does most: ours.
    private static final int WARM_UP_TURNS = 45;
    private static final double MEMORY_RATIO_MAX = 1.1;
    private static final Duration WITHIN = Duration.ofMinutes(8);
    private static final String MESH = "mesh";
    private static final String EMPTY = "empty";

    private IssuanceBench() {}

    public static List<Figure> run(boolean quick) throws IOException, InterruptedException {
        int turn = quick ? 400 : 2000;
        int rounds = quick ? 3 : 7;
        int many = quick ? 2000 : 20_000;
        try (var folder = TemporaryFolder.create("issuance");
                var stepCa = StepCaSystem.start();
                var client = ChildProcess.start("callers", ClientProcess.class, "512m");
                var empty = ChildProcess.start(EMPTY, EmptyProcess.class, "512m");
                var mesh = ChildProcess.start(
                        MESH, MeshProcess.class, "512m", folder.path().toString())) {
            client.ask("login mesh " + mesh.greeting(), WITHIN);
            client.ask("connect empty " + empty.greeting(), WITHIN);
            client.ask("sign mesh " + turn * WARM_UP_TURNS, WITHIN);
            client.ask("sign empty " + turn * WARM_UP_TURNS, WITHIN);
            empty.ask("raw " + turn * WARM_UP_TURNS, WITHIN);
            stepCa.cpuMicrosPerCertificate(turn);
            var theirs = new Samples();
            var ours = new Samples();
            var call = new Samples();
            var raw = new Samples();
            for (int round = 0; round < rounds; round++) {
                ours.add(micros(mesh, client, "sign mesh " + turn, turn));
                call.add(micros(empty, client, "sign empty " + turn, turn));
                theirs.add(stepCa.cpuMicrosPerCertificate(turn));
                raw.add(Double.parseDouble(empty.ask("raw " + turn, WITHIN)));
            }
            var figures = new ArrayList<Figure>();
            double floor = call.median() + raw.median();
            figures.add(Figure.atMost(
                    "a certificate: server CPU, an empty call over the same mTLS with a bare verification and signature"
                            + " as reference",
                    "us",
                    ours.median(),
                    floor,
                    FLOOR_RATIO * floor + FLOOR_MICROS));
            figures.add(Figure.plain(
                    "a certificate: server CPU, a bare verification and signature as reference",
                    "us",
                    ours.median(),
                    raw.median()));
            figures.add(Figure.ratioAtMost(
                    "a certificate: server CPU, step-ca beside it as reference",
                    "us",
                    ours.median(),
                    theirs.median(),
                    STEP_CA_RATIO));
            double before = ProcessFigures.residentKib(mesh.pid());
            client.ask("sign mesh " + many, WITHIN);
            figures.add(Figure.ratioAtMost(
                    "resident memory after " + many + " more certificates, before them as reference",
                    "MiB",
                    ProcessFigures.residentKib(mesh.pid()) / 1024,
                    before / 1024,
                    MEMORY_RATIO_MAX));
            return figures;
        }
    }

    private static double micros(ChildProcess server, ChildProcess client, String command, int count) {
        double before = ProcessFigures.cpuMillis(server.pid());
        client.ask(command, WITHIN);
        return (ProcessFigures.cpuMillis(server.pid()) - before) * 1000 / count;
    }
}
