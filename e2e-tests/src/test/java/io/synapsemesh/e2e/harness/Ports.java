package io.synapsemesh.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.BitSet;

/// Free loopback ports below the range from which the system takes ports for outgoing connections: what is free now is
/// still free when a server binds it a second later. No two calls get the same one: a server that goes away and comes
/// back finds its port free, whatever runs beside it.
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 500;
    private static final SecureRandom RANDOM = new SecureRandom();
    /// At most the range; a whole run takes a few hundred.
    private static final BitSet GIVEN = new BitSet();

    private Ports() {}

    /// The first of `count` free ports in a row.
    public static synchronized int inARow(int count) {
        for (int i = 0; i < TRIES; i++) {
            int first = RANDOM.nextInt(FIRST, LAST - count);
            int taken = GIVEN.nextSetBit(first);
            if ((taken < 0 || taken >= first + count) && areFree(first, count)) {
                GIVEN.set(first, first + count);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row; look with: ss -tlnp");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException _) {
                return false;
            }
        }
        return true;
    }
}
