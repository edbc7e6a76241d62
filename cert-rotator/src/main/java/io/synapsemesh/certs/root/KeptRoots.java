package io.synapsemesh.certs.root;

/// Port: the roots of one authority with their keys. Each method that changes them is one atomic, durable write; when
/// it throws, what signs in this process is what signed before.
///
/// None of them asks whether the step is allowed: that is [RootPlan]'s, in front of it.
public interface KeptRoots {
    RootState state();

    default AuthorityName authority() {
        return state().authority();
    }

    /// Whether there are any: those of an outside issuer may never have been readable. Without them [#state] throws.
    default boolean isThere() {
        return true;
    }

    /// Finds out whether NEXT could sign now; [RootState#readiness] then says. May block, but never longer than a
    /// deadline of its own.
    default void ask() {}

    /// Makes NEXT over a new key, or takes the one there is, and keeps `rotation` with the hash of the new bundle.
    void prepare(Rotation rotation);

    /// NEXT signs; the root before it stays in the bundle and keeps its key.
    void activate(Rotation rotation);

    /// The root before signs again; the one that signed since stays in the bundle.
    void rollBack(Rotation rotation);

    /// Only the record changes.
    void keep(Rotation rotation);

    /// The rotation is over: the root that signs stays, the other one and its key go. The door keeps its NEXT after a
    /// rollback and gets a new one otherwise.
    void finish();
}
