package io.synapsemesh.certs.root;

/// Where a rotation stands. An authority without a rotation is stable.
///
/// | phase | signs | in the bundle beside it |
/// |---|---|---|
/// | stable | the root | for the door, the prepared one |
/// | prepared | the old root | the new one |
/// | activated | the new root, cross-signed by the old one | the old one, its key kept |
/// | rolling back | the old root | the new one, until no leaf under it is live |
public enum Phase {
    PREPARED("Prepared"),
    ACTIVATED("Activated"),
    ROLLING_BACK("RollingBack");

    /// What an authority without a rotation is called.
    public static final String STABLE = "Stable";

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /// As the API prints it.
    public String text() {
        return text;
    }
}
