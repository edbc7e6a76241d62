package io.synapsemesh.simulator.http;

import java.util.ArrayDeque;
import java.util.List;

/// The last requests a fake received, oldest first; older ones are dropped and counted. Thread-safe.
public final class RequestLog {
    /// More than a parity run sends, and about 20 MB of ordinary requests.
    public static final int KEPT_MAX = 20_000;

    private final int keptMax;
    private final ArrayDeque<ReceivedRequest> kept = new ArrayDeque<>();
    private long total;

    public RequestLog() {
        this(KEPT_MAX);
    }

    RequestLog(int keptMax) {
        this.keptMax = keptMax;
    }

    synchronized void add(Call call) {
        if (kept.size() == keptMax) {
            kept.removeFirst();
        }
        kept.addLast(new ReceivedRequest(
                ++total, call.host(), call.method(), call.target(), call.headers(), call.body().length));
    }

    public synchronized List<ReceivedRequest> requests() {
        return List.copyOf(kept);
    }

    public List<ReceivedRequest> requests(String host) {
        return requests().stream()
                .filter(request -> request.host().equals(host))
                .toList();
    }

    /// Every request ever received, dropped and cleared ones included.
    public synchronized long total() {
        return total;
    }

    public synchronized void clear() {
        kept.clear();
    }
}
