package io.synapsemesh.xds.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A clock that stands still until the test turns it.
final class ManualTimers implements Timers {
    private final List<Planned> planned = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private record Planned(Instant at, Runnable task) {}

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        var entry = new Planned(now.plus(delay), task);
        planned.add(entry);
        return () -> cancel(entry);
    }

    void advance(Duration by) {
        Instant until = now().plus(by);
        while (true) {
            Optional<Planned> due = takeDue(until);
            if (due.isEmpty()) {
                return;
            }
            due.get().task.run();
        }
    }

    synchronized int pending() {
        return planned.size();
    }

    private synchronized Optional<Planned> takeDue(Instant until) {
        Optional<Planned> due =
                planned.stream().filter(entry -> !entry.at.isAfter(until)).min(Comparator.comparing(Planned::at));
        due.ifPresentOrElse(
                entry -> {
                    planned.remove(entry);
                    now = entry.at.isAfter(now) ? entry.at : now;
                },
                () -> now = until);
        return due;
    }

    private synchronized void cancel(Planned entry) {
        planned.removeIf(other -> other == entry);
    }
}
