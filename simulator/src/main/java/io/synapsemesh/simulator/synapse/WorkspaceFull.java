package io.synapsemesh.simulator.synapse;

/// A collection of the fake reached [WorkspaceState#ENTRIES_MAX].
final class WorkspaceFull extends RuntimeException {
    WorkspaceFull() {
        super(
                "a fake workspace holds at most " + WorkspaceState.ENTRIES_MAX + " entries of a kind",
                null,
                false,
                false);
    }
}
