package io.synapsemesh.demo;

import io.synapsemesh.controlplane.Refused;
import io.synapsemesh.core.diagnostic.Code;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// `./synapsemesh demo`: the main job on one machine. stdout is the rows alone, everything else goes to stderr.
public final class Demo {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 64;

    private final PrintStream out;
    private final PrintStream err;

    private Demo(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        // JSON is UTF-8, whatever the locale.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(new Demo(out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(DemoOptions.USAGE);
            return OK;
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
            err.println(new DemoProblem(refused.code(), String.valueOf(refused.getMessage()), refused.fix()).text());
        } catch (EnvoyFailure failure) {
            err.println("error " + coded(String.valueOf(failure.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("interrupted");
        } catch (Exception e) {
            err.println(
                    new DemoProblem(Code.SYN1210, "the demo could not go on: " + e, "Look into the folder named above.")
                            .text());
        }
        return FAILED;
    }

    private int run(DemoOptions options) throws Exception {
        Path checkout = RunFolder.checkout();
        var folder = RunFolder.create(checkout);
        prepareJvm(folder);
        var ending = new Ending();
        // First in, last out: when this one ends, nobody writes into the folder any more.
        var leftovers = new Leftovers(folder);
        ending.add(leftovers);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::end, "end-demo"));
        try {
            var mesh = DemoMesh.start(checkout, folder, ending, err::println);
            var report = new Report(err::println);
            err.println("sending traffic:");
            Script.run(mesh, report);
            out.print(options.format() == DemoOptions.Format.JSON ? report.json() : report.table(Paint.ofSystem()));
            out.flush();
            if (report.isAsExpected()) {
                leftovers.remove();
            }
            if (options.afterwards() == DemoOptions.Afterwards.STAY) {
                err.println(WhatToLookAt.text(mesh));
                new CountDownLatch(1).await();
            }
            return report.isAsExpected() ? OK : FAILED;
        } finally {
            ending.end();
        }
    }

    /// A missing Envoy has its code; one that does not run as it should is a thing that cannot be used.
    private static String coded(String message) {
        return message.startsWith("SYN") ? message : Code.SYN1210 + ": " + message;
    }

    /// Before anything resolves a name or logs: the JDK and the log library read these once. The JDK then resolves from
    /// the file alone: the endpoints' names lead to this machine, and no other name leads anywhere.
    private static void prepareJvm(RunFolder folder) throws IOException {
        var hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (String workspace : DemoMesh.WORKSPACES) {
            hosts.append("127.0.0.1 ").append(workspace).append(".dev.azuresynapse.net\n");
            hosts.append("127.0.0.1 ").append(workspace).append(".sql.azuresynapse.net\n");
        }
        Files.writeString(folder.hosts(), hosts);
        System.setProperty("jdk.net.hosts.file", folder.hosts().toString());
        System.setProperty("logback.configurationFile", "io/synapsemesh/demo/logback.xml");
        System.setProperty("synapsemesh.demo.log", folder.log().toString());
    }

    /// The folder of the run: removed after a run that was as expected, left and named otherwise.
    private final class Leftovers implements AutoCloseable {
        private final RunFolder folder;
        private volatile boolean removed;

        Leftovers(RunFolder folder) {
            this.folder = folder;
        }

        void remove() {
            removed = true;
        }

        @Override
        public void close() {
            if (removed) {
                folder.delete();
            } else {
                err.println("what happened is in " + folder.root() + ": control-plane.log, envoy-*/envoy.log");
            }
        }
    }
}
