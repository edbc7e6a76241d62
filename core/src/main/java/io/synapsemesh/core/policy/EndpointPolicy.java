package io.synapsemesh.core.policy;

import java.util.List;

/// The rules of one endpoint, each list in a fixed order.
///
/// @param connects who may reach the endpoint: Allow rules on `connect`; all subjects are workloads
/// @param grants what callers may do there: Allow rules on data actions and unknown routes; empty on SQL endpoints
/// @param denies enforcing Denies first, then those on trial
public record EndpointPolicy(List<Rule> connects, List<Rule> grants, List<Rule> denies) {
    public EndpointPolicy {
        connects = connects.stream().sorted().distinct().toList();
        grants = grants.stream().sorted().distinct().toList();
        denies = denies.stream().sorted().distinct().toList();
    }
}
