package io.synapsemesh.certs.root;

import java.time.Instant;

/// How one authority stands: what was seen, and what the plan says to it.
public record RootStanding(RootFacts facts, RootPlan plan) {
    /// When a rotation starts by itself.
    public Instant startsAt() {
        return facts.policy().startsAt(facts.state().current());
    }
}
