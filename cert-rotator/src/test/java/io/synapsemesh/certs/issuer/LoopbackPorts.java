package io.synapsemesh.certs.issuer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports of far sides that go away and come back. They lie below the range from which the system takes the ports of
/// outgoing connections and of servers that do not care, and none is given out twice: while a far side is away,
/// nobody else of this process gets its port, whatever runs beside it.
final class LoopbackPorts {
    private static final int FIRST = 16_000;
    private static final int COUNT = 4_000;
    private static final int TRIES = 100;
    private static final AtomicInteger NEXT = new AtomicInteger(new SecureRandom().nextInt(COUNT));

    private LoopbackPorts() {}

    /// Starts a server.
    @FunctionalInterface
    interface Opening<T> {
        T at(int port) throws IOException;
    }

    /// Opens at the first port that is free.
    static <T> T open(Opening<T> opening) {
        var last = new IOException("no port was tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                return opening.at(FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT));
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException("no free port from " + FIRST + "; look with: ss -tlnp", last);
    }
}
