package io.synapsemesh.benchmarks.server;

import io.grpc.ServerServiceDefinition;
import java.util.List;

/// One of the systems compared.
interface ServedSystem {
    List<ServerServiceDefinition> services();

    /// Publishes the whole world for the first time.
    void publish();

    /// Publishes that the cluster of `workspace` is new in the world.
    void publish(int workspace);
}
