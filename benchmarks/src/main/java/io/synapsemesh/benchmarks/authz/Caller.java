package io.synapsemesh.benchmarks.authz;

/// Asks one question after the other and wants to hear yes. Used by one thread at a time.
@FunctionalInterface
interface Caller {
    /// Returns when the answer was yes.
    ///
    /// @param number of the question
    /// @throws IllegalStateException if the answer is another
    void ask(int number) throws Exception;
}
