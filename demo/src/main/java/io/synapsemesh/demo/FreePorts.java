package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/// Loopback ports that nobody listens on, below the range from which the system takes ports for outgoing connections:
/// what is free now is still free when Envoy binds it a second later.
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 500;

    private final RandomGenerator random;

    FreePorts(RandomGenerator random) {
        this.random = random;
    }

    /// The first of `count` ports in a row.
    ///
    /// @throws DemoProblem if none are found
    int inARow(int count) {
        for (int i = 0; i < TRIES; i++) {
            int first = random.nextInt(FIRST, LAST);
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new DemoProblem(
                Code.SYN1204,
                "no " + count + " free ports in a row on 127.0.0.1 between " + FIRST + " and " + LAST,
                "End what listens there: ss -tlnp");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
