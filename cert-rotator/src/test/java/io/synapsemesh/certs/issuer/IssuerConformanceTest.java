package io.synapsemesh.certs.issuer;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The rows that need only the JVM. Most of a case is waiting for a deadline, so the cases run beside each other.
public final class IssuerConformanceTest {
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicNode> everyIssuerPassesEveryCaseThatAppliesToIt() {
        return IssuerRows.all().stream()
                .filter(row -> row.suite().equals(IssuerConformanceTest.class.getSimpleName()))
                .map(IssuerConformance::of);
    }
}
