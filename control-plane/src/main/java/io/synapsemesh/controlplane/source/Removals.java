package io.synapsemesh.controlplane.source;

/// What to do when more than half of all workspaces vanish at once, as they do when a mount is lost.
public enum Removals {
    /// They stay in force until they come back or an operator accepts.
    HOLD,
    /// `--accept-removals`.
    ACCEPT
}
