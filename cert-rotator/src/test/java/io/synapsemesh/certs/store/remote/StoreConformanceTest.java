package io.synapsemesh.certs.store.remote;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

final class StoreConformanceTest {
    @TestFactory
    Stream<DynamicNode> everyStorePassesEveryCaseThatAppliesToIt() {
        return StoreRows.all().stream().map(StoreConformance::of);
    }
}
