package io.synapsemesh.controlplane;

import io.synapsemesh.certs.root.GateMembers;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Who may be verifying, and who is known to show nothing but the newest leaves.
///
/// @param upToDate from the newest serials by the text of the leaf's name to the members that hold only those
record RootGate(GateMembers members, Function<Map<String, String>, Set<String>> upToDate) {
    /// Where nobody keeps a record of it. Rotations wait: not to know who verifies is not to have nobody verifying.
    static RootGate unknown() {
        return new RootGate(
                () -> {
                    throw new IllegalStateException("nobody keeps a record of who may be verifying");
                },
                newest -> Set.of());
    }

    /// The record that is kept, but nothing before `complete`: until the documents are published, outside verifiers and
    /// deleted proxies are not told to it.
    static RootGate once(
            BooleanSupplier complete, GateMembers members, Function<Map<String, String>, Set<String>> upToDate) {
        return new RootGate(
                () -> {
                    if (!complete.getAsBoolean()) {
                        throw new IllegalStateException("the documents are not published yet");
                    }
                    return members.members();
                },
                upToDate);
    }
}
