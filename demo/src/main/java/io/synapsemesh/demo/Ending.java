package io.synapsemesh.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/// Ends a run once, from wherever the end comes first: the script, a failure, or Ctrl-C. What was started last ends
/// first, and one part that fails does not keep the others running.
final class Ending {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean ended;

    /// Ends `part` with the run; at once, if the run is over.
    <T extends AutoCloseable> T add(T part) {
        synchronized (open) {
            if (!ended) {
                open.push(part);
                return part;
            }
        }
        close(part);
        throw new IllegalStateException("the run is over");
    }

    /// Returns when everything has ended, also if another thread does it.
    void end() {
        synchronized (open) {
            ended = true;
            open.forEach(Ending::close);
            open.clear();
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.err.println("demo: " + part.getClass().getSimpleName() + " did not end cleanly: " + e);
        }
    }
}
