package io.synapsemesh.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux says of a process: proc(5).
public final class ProcessFigures {
    /// `sysconf(_SC_CLK_TCK)` is 100 on every Linux we support.
    private static final double TICKS_PER_MILLI = 0.1;

    private ProcessFigures() {}

    /// CPU time of all threads so far, user and system, in milliseconds (10 ms steps).
    public static double cpuMillis(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        // The command name may hold spaces and brackets: fields are counted from its end, the state being the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_MILLI;
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
