package io.synapsemesh.identity.decide;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work that may hang, on a thread of its own and for so long only. Who does not come back keeps his place: however
/// many hang, there are never more of them than places.
final class Deadline implements AutoCloseable {
    private final Duration most;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("decision-", 0).factory());

    Deadline(Duration most, int places) {
        this.most = most;
        this.places = new Semaphore(places);
    }

    sealed interface Outcome<T> {}

    record Done<T>(T value) implements Outcome<T> {}

    record Late<T>() implements Outcome<T> {}

    /// All places are taken.
    record Full<T>() implements Outcome<T> {}

    record Failed<T>(Throwable failure) implements Outcome<T> {}

    <T> Outcome<T> within(Supplier<T> work) {
        if (!places.tryAcquire()) {
            return new Full<>();
        }
        var running = new FutureTask<>(work::get);
        try {
            // Not submitted: a task that is cancelled before it began would never give its place back.
            threads.execute(() -> {
                try {
                    running.run();
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            return new Failed<>(e);
        }
        return await(running);
    }

    private <T> Outcome<T> await(FutureTask<T> running) {
        try {
            return new Done<>(running.get(most.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            running.cancel(true);
            return new Late<>();
        } catch (ExecutionException e) {
            return new Failed<>(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return new Failed<>(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
