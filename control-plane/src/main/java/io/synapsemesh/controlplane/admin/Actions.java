package io.synapsemesh.controlplane.admin;

/// Port: what an operator may do to the running mesh. Audited by the caller before it is called.
public interface Actions {
    /// Ends a node token and every stream that lives on it.
    Outcome revokeToken(String tokenId);

    /// Replaces the leaf of one identity now.
    Outcome rotate(String identity);

    /// Starts, skips, rolls back, taints or revokes: whatever the rotation of one root is told.
    ///
    /// @param by the operator's name
    Outcome orderRoot(String by, RootOrder order);

    /// Takes an operator's word that somebody we cannot see has the new root.
    Outcome acknowledgeRoot(String by, String member);

    /// Takes the bundle of a federated trust domain from an operator.
    ///
    /// @param json the SPIFFE bundle, not judged yet
    Outcome importBundle(String by, String trustDomain, byte[] json);

    /// Asks the bundle endpoint of a federated trust domain now.
    Outcome refreshBundle(String trustDomain);

    /// What came of it.
    sealed interface Outcome {
        record Done(String text) implements Outcome {}

        /// There is no such thing.
        record Unknown(String text) implements Outcome {}

        /// It was tried, and what was there before is still in force.
        record Failed(String text) implements Outcome {}
    }
}
