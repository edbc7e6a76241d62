package io.synapsemesh.certs.store.remote;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The rows that need only this module. Most of a case is waiting for a deadline, so the cases run beside each other.
final class StoreConformanceTest {
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicNode> everyStorePassesEveryCaseThatAppliesToIt() {
        return StoreRows.all().stream()
                .filter(row -> row.suite().equals(StoreConformanceTest.class.getSimpleName()))
                .map(StoreConformance::of);
    }
}
