package io.synapsemesh.benchmarks.certs;

import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.FigureFile;
import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.swarm.SwarmProcess;
import io.synapsemesh.benchmarks.xds.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// One rotated leaf, and a new root, to every gateway: from the signature to the acknowledgements as the server reads
/// them, with the audit log and the ledger of the gate on the disk. The reference is the same engine without both.
public final class CertsBench {
    private static final double LEAF_MILLIS_MAX = 1000;
    private static final double ROOT_MILLIS_MAX = 3000;
    private static final Duration WITHIN = Duration.ofMinutes(5);
    private static final String HEAP = "2g";
    private static final String SECRETS = "secrets:" + SecretWorld.BUNDLES + "," + SecretWorld.WORKSPACE.uri();

    private CertsBench() {}

    public static List<Figure> run(Effort effort) throws IOException {
        int streams = effort.streams().getLast();
        Path folder = Files.createTempDirectory("certs-bench");
        try (var swarm = ChildProcess.start("swarm", SwarmProcess.class, "3g");
                var evident = server(SecretServer.Kind.EVIDENT, streams, folder);
                var bare = server(SecretServer.Kind.BARE, streams, folder)) {
            var figures = new ArrayList<Figure>();
            var servers = List.of(evident, bare);
            for (int i = 0; i < servers.size(); i++) {
                swarm.ask("grow " + i + " " + SECRETS + " " + servers.get(i).greeting() + " " + streams, WITHIN);
            }
            for (String change : List.of("leaf", "root")) {
                var all = List.of(new Samples(), new Samples());
                var last = List.of(new Samples(), new Samples());
                for (int round = -effort.warmUp() / 2; round < 2 * effort.rounds(); round++) {
                    for (int i = 0; i < servers.size(); i++) {
                        List<Double> millis = millis(servers.get(i).ask(change, WITHIN));
                        if (round >= 0) {
                            all.get(i).addAll(millis);
                            last.get(i).add(millis.getLast());
                        }
                    }
                }
                figures.addAll(figures(change, streams, all, last));
                FigureFile.print(System.err, figures.subList(figures.size() - 3, figures.size()));
            }
            return figures;
        } finally {
            delete(folder);
        }
    }

    private static List<Figure> figures(String change, int streams, List<Samples> all, List<Samples> last) {
        boolean leaf = change.equals("leaf");
        String of = (leaf ? "a rotated leaf" : "a new root") + " to " + streams
                + " streams, with audit log and gate on the disk, without both as reference: ";
        var ours = all.get(0);
        var theirs = all.get(1);
        var p99 = Figure.atMost(
                of + "time to ACK p99", "ms", ours.percentile(99), theirs.percentile(99), LEAF_MILLIS_MAX);
        var whole = Figure.atMost(
                of + "time to the last ACK, slowest round",
                "ms",
                last.get(0).percentile(100),
                last.get(1).percentile(100),
                ROOT_MILLIS_MAX);
        return List.of(
                Figure.plain(of + "time to ACK p50", "ms", ours.percentile(50), theirs.percentile(50)),
                leaf ? p99 : Figure.plain(p99.name(), "ms", p99.value(), p99.reference()),
                leaf ? Figure.plain(whole.name(), "ms", whole.value(), whole.reference()) : whole);
    }

    private static ChildProcess server(SecretServer.Kind kind, int streams, Path folder) {
        return ChildProcess.start(
                kind.name(),
                SecretServer.class,
                HEAP,
                kind.name(),
                Integer.toString(streams),
                folder.resolve(kind.name()).toString());
    }

    private static List<Double> millis(String answer) {
        return Arrays.stream(answer.split(" ", -1))
                .map(nanos -> Long.parseLong(nanos) / 1e6)
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
