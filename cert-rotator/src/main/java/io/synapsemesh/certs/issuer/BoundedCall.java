package io.synapsemesh.certs.issuer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call into a library that bounds each of its steps but not their sum. It runs on a thread of its own, which is
/// interrupted when the time is over, and is then left to end by itself.
public final class BoundedCall {
    private BoundedCall() {}

    /// @param tidying runs afterwards on the same thread, not waited for, whatever came of the call
    /// @throws TimeoutException if there is no answer in time
    /// @throws Exception what `call` throws
    public static <T> T within(Duration deadline, Callable<T> call, Runnable tidying) throws Exception {
        var answer = new CompletableFuture<T>();
        var worker = Thread.ofVirtual().name("bounded call").start(() -> {
            try {
                answer.complete(call.call());
            } catch (Throwable e) { // an error too, such as a library that is not whole: nobody else would hear of it
                answer.completeExceptionally(e);
            } finally {
                Thread.interrupted(); // meant for the call
                tidying.run();
            }
        });
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            worker.interrupt();
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
