package io.synapsemesh.controlplane.pipeline;

import java.util.SortedMap;

/// Port: where drain epochs outlive a restart. An epoch is part of a filter chain's name: losing it would drain every
/// connection of the chain, or, worse, bring back a name whose connections were to end.
public interface EpochStore {
    /// By `namespace/workspace/endpoint`.
    SortedMap<String, Integer> load();

    void save(SortedMap<String, Integer> epochs);
}
