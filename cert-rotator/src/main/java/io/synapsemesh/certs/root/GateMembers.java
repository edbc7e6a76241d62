package io.synapsemesh.certs.root;

import java.util.List;

/// Port: who may still be verifying, connected or not, at this moment. What it says survives a restart: who was given
/// a bundle stays a member until it acknowledges, its leaf ends, its document goes or an operator skips it.
@FunctionalInterface
public interface GateMembers {
    List<GateMember> members();
}
