package io.synapsemesh.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux says of a process: proc(5).
public final class ProcessFigures {
    private ProcessFigures() {}

    /// CPU time of all threads so far, user and system, in milliseconds.
    public static double cpuMillis(long pid) {
        return CpuClock.nanos(pid) / 1e6;
    }

    /// Resident memory in KiB.
    public static double residentKib(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("process " + pid + " has no resident memory"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
