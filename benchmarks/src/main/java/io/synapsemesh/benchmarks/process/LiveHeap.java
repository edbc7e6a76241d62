package io.synapsemesh.benchmarks.process;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// The live heap of this JVM: what is left after full collections.
public final class LiveHeap {
    private static final int COLLECTIONS = 4;

    private LiveHeap() {}

    @SuppressWarnings("Gc") // what lives is only known after a collection
    public static long bytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200); // references are enqueued and cleared meanwhile
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
