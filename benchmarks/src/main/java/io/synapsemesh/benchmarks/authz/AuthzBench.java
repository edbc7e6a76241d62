package io.synapsemesh.benchmarks.authz;

import io.synapsemesh.benchmarks.figure.Figure;
import io.synapsemesh.benchmarks.figure.Samples;
import io.synapsemesh.benchmarks.process.ChildProcess;
import io.synapsemesh.benchmarks.process.ProcessFigures;
import io.synapsemesh.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Server CPU for each decision of a whole control plane, asked as Envoy and Nginx ask, about a token of 914 bytes with
/// five groups that it has seen before: from the question's bytes to the answer's, with its line in the log. Beside it
/// servers of the same kind on the same TLS that always say yes.
public final class AuthzBench {
    private static final double RATIO_MAX = 1.3;
    private static final int TURN = 4096;
    /// More than 60,000 calls of each: before that the JIT is measured.
    private static final int WARM_UP_TURNS = 15;
    private static final Duration WITHIN = Duration.ofMinutes(4);

    private AuthzBench() {}

    /// @param quick few rounds after a short warm-up, for trying the bench itself
    public static List<Figure> run(boolean quick) throws IOException {
        int turn = quick ? TURN / 8 : TURN;
        int rounds = quick ? 3 : 7;
        try (var folder = TemporaryFolder.create("authz");
                var mesh = ChildProcess.start(
                        "mesh", MeshProcess.class, "512m", folder.path().toString());
                var yes = ChildProcess.start("yes", YesProcess.class, "512m");
                var callers = ChildProcess.start("callers", CallersProcess.class, "512m")) {
            connect(mesh, yes, callers);
            var checks = new Pair("checks", mesh, yes, callers);
            var auths = new Pair("auths", mesh, yes, callers);
            var unseen = new Samples();
            checks.warmUp(turn * WARM_UP_TURNS);
            auths.warmUp(turn * WARM_UP_TURNS);
            for (int round = 0; round < rounds; round++) {
                checks.measure(turn);
                unseen.add(micros(mesh, callers, "mesh-checks-new", turn));
                auths.measure(turn);
            }
            return List.of(
                    checks.figure(
                            "ext_authz over gRPC, token seen before: server CPU a request, a Check that always answers OK as"
                                    + " reference"),
                    auths.figure(
                            "auth_request over HTTP, token seen before: server CPU a request, a server that always answers"
                                    + " 204 as reference"),
                    Figure.plain(
                            "ext_authz over gRPC, token seen before, its decision not: server CPU a request, a Check that"
                                    + " always answers OK as reference",
                            "us",
                            unseen.median(),
                            checks.theirs.median()));
        }
    }

    private static void connect(ChildProcess mesh, ChildProcess yes, ChildProcess callers) {
        String[] ours = mesh.greeting().split(" ", -1);
        String[] theirs = yes.greeting().split(" ", -1);
        callers.ask("login " + ours[0] + " " + String.join(" ", List.of(ours).subList(3, ours.length)), WITHIN);
        callers.ask("checks mesh-checks " + ours[1], WITHIN);
        callers.ask("auths mesh-auths " + ours[2], WITHIN);
        callers.ask("checks yes-checks " + theirs[0], WITHIN);
        callers.ask("auths yes-auths " + theirs[1], WITHIN);
    }

    private static double micros(ChildProcess server, ChildProcess callers, String name, int count) {
        double before = ProcessFigures.cpuMillis(server.pid());
        callers.ask("ask " + name + " " + count, WITHIN);
        return (ProcessFigures.cpuMillis(server.pid()) - before) * 1000 / count;
    }

    /// One way of asking, to both servers in turn.
    private static final class Pair {
        private final String way;
        private final ChildProcess mesh;
        private final ChildProcess yes;
        private final ChildProcess callers;
        private final Samples ours = new Samples();
        private final Samples theirs = new Samples();

        Pair(String way, ChildProcess mesh, ChildProcess yes, ChildProcess callers) {
            this.way = way;
            this.mesh = mesh;
            this.yes = yes;
            this.callers = callers;
        }

        void warmUp(int count) {
            callers.ask("ask mesh-" + way + " " + count, WITHIN);
            callers.ask("ask yes-" + way + " " + count, WITHIN);
        }

        void measure(int count) {
            ours.add(micros(mesh, callers, "mesh-" + way, count));
            theirs.add(micros(yes, callers, "yes-" + way, count));
        }

        Figure figure(String name) {
            return Figure.ratioAtMost(name, "us", ours.median(), theirs.median(), RATIO_MAX);
        }
    }
}
