package io.synapsemesh.benchmarks.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/// The clients of one server: one connection and one stream each, as Envoys have.
final class Swarm {
    /// So many wait for their first answers at once; a restarting mesh is not what is measured.
    private static final int OPENING_MAX = 16;

    private static final int SECONDS_MAX = 60;

    private final IntFunction<Wants> wants;
    private final List<SwarmClient> clients = new ArrayList<>();
    final LongAdder resources = new LongAdder();
    final LongAdder bytes = new LongAdder();

    /// @param wants of each client, by number
    Swarm(IntFunction<Wants> wants) {
        this.wants = wants;
    }

    /// Grows to `size` clients and waits until each has its first answer of each type.
    void grow(int port, int size) throws InterruptedException {
        List<SwarmClient> added = new ArrayList<>();
        for (int i = clients.size() + added.size(); i < size; i = clients.size() + added.size()) {
            added.add(new SwarmClient(wants.apply(i), this));
        }
        clients.addAll(added);
        open(added, port);
    }

    /// Ends all streams and connects again, telling what each client still has.
    void reconnect(int port) throws InterruptedException {
        clients.forEach(SwarmClient::close);
        resources.reset();
        bytes.reset();
        open(clients, port);
    }

    void close() {
        clients.forEach(SwarmClient::close);
        clients.clear();
    }

    private static void open(List<SwarmClient> clients, int port) throws InterruptedException {
        var opening = new Semaphore(OPENING_MAX);
        for (var client : clients) {
            acquire(opening, 1);
            client.open(port, opening::release);
        }
        acquire(opening, OPENING_MAX);
    }

    private static void acquire(Semaphore opening, int permits) throws InterruptedException {
        if (!opening.tryAcquire(permits, SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a client had no first answer within " + SECONDS_MAX + " s");
        }
    }
}
