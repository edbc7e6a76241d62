package io.synapsemesh.controlplane.gate;

import io.synapsemesh.certs.root.GateMember;
import java.time.Instant;
import java.util.Optional;

/// What is kept of one member.
///
/// @param acked content hash of the bundle it has, on all its streams
/// @param leafEnds when the last leaf it was given ends; [Instant#MAX] if it was never given one
record GateRow(String name, GateMember.Kind kind, Optional<String> acked, Instant leafEnds) {
    private static final String NOTHING = "-";
    private static final int NAME_LENGTH_MAX = 1024;

    GateRow {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || name.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("not the name of a member of the gate");
        }
    }

    GateRow unacked() {
        return new GateRow(name, kind, Optional.empty(), leafEnds);
    }

    String text() {
        String end = leafEnds.equals(Instant.MAX) ? NOTHING : Long.toString(leafEnds.toEpochMilli());
        return String.join("\t", name, kind.name(), acked.orElse(NOTHING), end);
    }

    /// @throws IllegalArgumentException if it is not what [#text] wrote
    static GateRow parse(String text) {
        String[] fields = text.split("\t", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException("a row of " + fields.length + " fields");
        }
        return new GateRow(
                fields[0],
                GateMember.Kind.valueOf(fields[1]),
                fields[2].equals(NOTHING) ? Optional.empty() : Optional.of(fields[2]),
                fields[3].equals(NOTHING) ? Instant.MAX : Instant.ofEpochMilli(Long.parseLong(fields[3])));
    }
}
