package io.synapsemesh.certs.root;

import java.util.List;
import java.util.Optional;

/// What would break if the root that signs now went away at this moment.
///
/// @param identities whose leaf, as observed, chains to it and to no other root
/// @param blind members that would be left without any root of this authority, as far as their acknowledgement shows:
///     they would refuse every leaf there is
/// @param unknown what could not be seen and may break as well
public record RootForecast(
        AuthorityName authority, String root, List<String> identities, List<String> blind, List<String> unknown) {
    public RootForecast {
        identities = List.copyOf(identities);
        blind = List.copyOf(blind);
        unknown = List.copyOf(unknown);
    }

    public boolean breaksSomething() {
        return !identities.isEmpty() || !blind.isEmpty() || !unknown.isEmpty();
    }

    static RootForecast of(RootFacts facts) {
        var state = facts.state();
        var other = state.next().or(state::previous);
        var unknown = new java.util.ArrayList<String>();
        if (facts.leaves().isEmpty()) {
            unknown.add("which leaves are live");
        }
        if (facts.members().isEmpty()) {
            unknown.add("who may be verifying");
        }
        var blind = facts.members().orElse(List.of()).stream()
                .filter(member -> facts.now().isBefore(member.leavesAt()))
                .filter(member -> other.isEmpty() || !holdsBoth(member, state))
                .map(GateMember::name)
                .sorted()
                .toList();
        return new RootForecast(
                state.authority(),
                RootState.fingerprint(state.current()),
                facts.under(state.current()).stream().map(LiveLeaf::identity).toList(),
                blind,
                unknown);
    }

    private static boolean holdsBoth(GateMember member, RootState state) {
        Optional<Rotation> rotation = state.rotation();
        boolean itself = member.acked().filter(state.bundleHash()::equals).isPresent();
        return itself
                || member.kind() == GateMember.Kind.EXTERNAL
                        && rotation.map(r -> r.answers().acks().containsKey(member.name()))
                                .orElse(false);
    }
}
