package io.synapsemesh.controlplane.admin;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Helidon and gRPC log through java.util.logging, and greet.
public final class Jul {
    /// Held: an unreferenced logger forgets its level.
    private static final List<Logger> QUIET = List.of(Logger.getLogger("io.helidon"), Logger.getLogger("io.grpc"));

    private Jul() {}

    public static void quiet() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
