package io.synapsemesh.certs.issuer;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// The rows that need only the JVM.
public final class IssuerConformanceTest {
    @TestFactory
    Stream<DynamicNode> everyIssuerPassesEveryCaseThatAppliesToIt() {
        return IssuerRows.all().stream()
                .filter(row -> row.suite().equals(IssuerConformanceTest.class.getSimpleName()))
                .map(IssuerConformance::of);
    }
}
