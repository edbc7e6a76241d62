package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.Optional;

/// How one authority stands: what was seen, and what the plan says to it.
public record RootStanding(RootFacts facts, RootPlan plan) {
    /// When a rotation starts by itself, if it does.
    public Optional<Instant> startsAt() {
        return switch (facts.state().start()) {
            case RootStart.ByAge() ->
                Optional.of(facts.policy().startsAt(facts.state().current()));
            case RootStart.Now ignored -> Optional.of(facts.now());
            case RootStart.OnOrder ignored -> Optional.empty();
            case RootStart.Elsewhere ignored -> Optional.empty();
        };
    }
}
