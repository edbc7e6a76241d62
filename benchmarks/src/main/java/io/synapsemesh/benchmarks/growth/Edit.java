package io.synapsemesh.benchmarks.growth;

/// What is changed. Each publishes a new snapshot.
public enum Edit {
    /// Another group in a role binding.
    BINDING("binding"),
    /// Another condition in an access policy that takes nobody's connection away.
    POLICY("policy"),
    /// A provider's keys, as they come over the network.
    KEY("key"),
    /// A workspace's renewed certificate.
    LEAF("leaf"),
    /// A workspace that a gateway waits for.
    WORKSPACE("new workspace"),
    /// A policy that takes a connection away (it drains, so a listener is rendered anew), then gives it back.
    DRAIN("policy that takes a connection away or gives it back"),
    /// A look at all files, and one edit.
    LOOK("look at all files");

    private final String words;

    Edit(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
