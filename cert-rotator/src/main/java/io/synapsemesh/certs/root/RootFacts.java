package io.synapsemesh.certs.root;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything the plan looks at for one authority, gathered at one moment. The plan sees nothing else.
///
/// @param members empty if it is not known who may be verifying, which is not the same as nobody
/// @param leaves in force, of all authorities; empty if not known
/// @param upToDate members known to hold the newest leaves
public record RootFacts(
        Instant now,
        RootState state,
        Optional<List<GateMember>> members,
        Optional<List<LiveLeaf>> leaves,
        Set<String> upToDate,
        RootPolicy policy) {
    public RootFacts {
        members = members.map(List::copyOf);
        leaves = leaves.map(List::copyOf);
        upToDate = Set.copyOf(upToDate);
    }

    /// The gate of the rotation under way; empty without one, or if the members are not known.
    public Optional<Gate> gate() {
        return state.rotation().flatMap(rotation -> members.map(known -> Gate.of(known, rotation, now)));
    }

    /// Leaves in force under `root`, by identity.
    List<LiveLeaf> under(X509Certificate root) {
        String fingerprint = RootState.fingerprint(root);
        return leaves.orElse(List.of()).stream()
                .filter(leaf -> leaf.root().equals(fingerprint) && now.isBefore(leaf.notAfter()))
                .sorted(java.util.Comparator.comparing(LiveLeaf::identity))
                .toList();
    }

    /// Who may still show a leaf that was replaced, because nothing says it took the new one. The door's leaf is the
    /// control plane's own and nobody else holds it.
    List<String> behind() {
        var rotation = state.rotation();
        boolean ended = rotation.flatMap(r -> r.times().leavesEnd())
                .filter(end -> !now.isBefore(end))
                .isPresent();
        if (ended || state.authority() instanceof AuthorityName.Door) {
            return List.of();
        }
        var skipped = rotation.map(r -> r.answers().skips().keySet()).orElse(Set.of());
        return members.orElse(List.of()).stream()
                .filter(member -> member.kind() == GateMember.Kind.PROXY || member.kind() == GateMember.Kind.EDGE)
                .filter(member -> now.isBefore(member.leavesAt()))
                .map(GateMember::name)
                .filter(name -> !upToDate.contains(name) && !skipped.contains(name))
                .sorted()
                .toList();
    }
}
