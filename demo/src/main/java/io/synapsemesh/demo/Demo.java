package io.synapsemesh.demo;

import io.synapsemesh.controlplane.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// `./synapsemesh demo`: the main job on one machine.
public final class Demo {
    private static final int FAILED = 1;
    private static final int USAGE = 64;

    private final PrintStream out;
    private final PrintStream err;
    private final Deque<AutoCloseable> open = DemoMesh.nothingOpen();

    private Demo(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        System.exit(new Demo(System.out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(DemoOptions.USAGE);
            return 0;
        }
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (DemoProblem problem) {
            err.println(problem.text());
            return USAGE;
        }
        try {
            return run(options);
        } catch (DemoProblem problem) {
            err.println(problem.text());
        } catch (Refused refused) {
            err.println("error " + refused.code() + ": " + refused.getMessage() + "\n  " + refused.fix());
        } catch (EnvoyFailure failure) {
            err.println("error " + failure.getMessage());
        } catch (IOException e) {
            err.println("error SYN1210: the demo could not go on: " + e);
        } finally {
            DemoMesh.close(open);
        }
        return FAILED;
    }

    private int run(DemoOptions options) throws IOException {
        var checkout = RunFolder.checkout();
        var folder = RunFolder.create(checkout);
        // Both before anything resolves a name or logs: the JDK and the log library read them once.
        nameTheWorkspaces(folder);
        System.setProperty("logback.configurationFile", "io/synapsemesh/demo/logback.xml");
        System.setProperty("synapsemesh.demo.log", folder.log().toString());
        var atExit = new Thread(() -> DemoMesh.close(open), "end-demo");
        Runtime.getRuntime().addShutdownHook(atExit);
        boolean keep = true;
        try {
            var mesh = DemoMesh.start(checkout, folder, open, err::println);
            var report = new Report(err::println);
            err.println("sending traffic:");
            Script.run(mesh, report);
            out.print(options.format() == DemoOptions.Format.JSON ? report.json() : report.table(Paint.ofSystem()));
            out.flush();
            keep = !report.isAsExpected();
            if (options.afterwards() == DemoOptions.Afterwards.STAY) {
                err.println(WhatToLookAt.text(mesh));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "remove-run"));
                new CountDownLatch(1).await();
            }
            return report.isAsExpected() ? 0 : FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } finally {
            DemoMesh.close(open);
            if (keep) {
                err.println("what happened is in " + folder.root() + ": control-plane.log, envoy-*/envoy.log");
            } else {
                remove(folder);
            }
        }
    }

    /// The JDK resolves from this file alone: the endpoints' names lead here, and no other name anywhere.
    private static void nameTheWorkspaces(RunFolder folder) throws IOException {
        var hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (String workspace : DemoMesh.WORKSPACES) {
            hosts.append("127.0.0.1 ").append(workspace).append(".dev.azuresynapse.net\n");
            hosts.append("127.0.0.1 ").append(workspace).append(".sql.azuresynapse.net\n");
        }
        Files.writeString(folder.hosts(), hosts);
        System.setProperty("jdk.net.hosts.file", folder.hosts().toString());
    }

    private static void remove(RunFolder folder) {
        folder.delete();
    }
}
