package io.synapsemesh.identity.decide;

/// Counts. Called on the thread of each decision: it must not block.
public interface DeskListener {
    void decided(Point point, Verdict verdict, long nanos);

    /// @param limit `decisions-waiting`
    void limitReached(String limit);

    static DeskListener none() {
        return new DeskListener() {
            @Override
            public void decided(Point point, Verdict verdict, long nanos) {}

            @Override
            public void limitReached(String limit) {}
        };
    }
}
