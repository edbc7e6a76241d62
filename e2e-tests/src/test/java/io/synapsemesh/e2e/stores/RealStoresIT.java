package io.synapsemesh.e2e.stores;

import io.synapsemesh.certs.store.remote.RealStoreRows;
import io.synapsemesh.certs.store.remote.StoreConformance;
import io.synapsemesh.e2e.harness.RealApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The rows of the stores' table whose far side is a real server. Most of a case is waiting for a deadline, so the
/// cases run beside each other, each in a namespace of its own.
final class RealStoresIT {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static RealApiServer kubernetes;

    @BeforeAll
    static void start() {
        kubernetes = RealApiServer.start();
    }

    @AfterAll
    static void stop() {
        kubernetes.close();
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    DynamicNode kubernetesSecretsPassEveryCase() {
        return StoreConformance.of(RealStoreRows.kubernetes((clock, _) -> new KubernetesStorePeer(kubernetes, clock)));
    }
}
