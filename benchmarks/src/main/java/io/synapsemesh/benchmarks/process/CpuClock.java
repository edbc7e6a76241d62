package io.synapsemesh.benchmarks.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The CPU clock of another process, as the kernel counts it: nanoseconds, where `/proc/PID/stat` knows steps of ten
/// milliseconds (clock_getcpuclockid(3), clock_gettime(2)).
final class CpuClock {
    private static final MemoryLayout TIMESPEC = MemoryLayout.structLayout(
            ValueLayout.JAVA_LONG.withName("tv_sec"), ValueLayout.JAVA_LONG.withName("tv_nsec"));
    private static final MethodHandle CLOCK_OF = function("clock_getcpuclockid");
    private static final MethodHandle TIME = function("clock_gettime");

    private CpuClock() {}

    /// CPU time of all threads so far, user and system.
    ///
    /// @throws IllegalStateException if there is no such process
    static long nanos(long pid) {
        try (var arena = Arena.ofConfined()) {
            var clock = arena.allocate(ValueLayout.JAVA_INT);
            require((int) CLOCK_OF.invokeExact((int) pid, clock), pid);
            var time = arena.allocate(TIMESPEC);
            require((int) TIME.invokeExact(clock.get(ValueLayout.JAVA_INT, 0), time), pid);
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000 + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(int result, long pid) {
        if (result != 0) {
            throw new IllegalStateException("the CPU clock of process " + pid + " cannot be read: " + result);
        }
    }

    /// Both take an `int` and an address and give an `int`.
    private static MethodHandle function(String name) {
        var linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
        return linker.downcallHandle(
                symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }
}
