package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;

/// The logs: each has a sequence of its own, without gaps.
enum LogName {
    /// Decisions: many.
    FLOW("flow"),
    /// What changed the mesh itself: few, and each is on the disk before it is acknowledged.
    AUDIT("audit");

    private final String text;

    LogName(String text) {
        this.text = text;
    }

    static LogName of(Event event) {
        return switch (event) {
            case Event.Decided ignored -> FLOW;
            case Event.Issued ignored -> AUDIT;
            case Event.SecretServed ignored -> AUDIT;
            case Event.Rotated ignored -> AUDIT;
            case Event.RootRotated ignored -> AUDIT;
            case Event.Federated ignored -> AUDIT;
            case Event.Login ignored -> AUDIT;
            case Event.Configured ignored -> AUDIT;
            case Event.Acked ignored -> FLOW;
            case Event.Nacked ignored -> FLOW;
        };
    }

    String text() {
        return text;
    }
}
