package io.synapsemesh.e2e.rules;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// A child of this JVM that stands still, with its connections open, until it is closed.
final class StoppedProcess implements AutoCloseable {
    private final long pid;

    private StoppedProcess(long pid) {
        this.pid = pid;
    }

    /// @param argument that only this child was started with
    static StoppedProcess stop(String argument) throws IOException {
        long pid = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(argument))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no child was started with " + argument))
                .pid();
        signal("-STOP", pid);
        return new StoppedProcess(pid);
    }

    @Override
    public void close() throws IOException {
        signal("-CONT", pid);
    }

    private static void signal(String signal, long pid) throws IOException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid))
                .inheritIO()
                .start();
        try {
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IOException("kill " + signal + " " + pid + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
