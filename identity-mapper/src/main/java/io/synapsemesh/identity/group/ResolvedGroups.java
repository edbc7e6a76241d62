package io.synapsemesh.identity.group;

import io.synapsemesh.core.caller.Groups;
import java.time.Duration;
import java.util.Optional;

/// What is known of a caller's groups for one decision, and from where.
///
/// @param groups [Groups.Complete] of a directory covers the groups that were asked about, not all there are: only
///     good for the policy those came from
public record ResolvedGroups(Groups groups, Source source) {
    /// Who said so.
    public sealed interface Source {
        /// The token itself; good as long as the token.
        record Token() implements Source {}

        /// The provider's directory.
        ///
        /// @param age how long ago it was asked: a change since then is not in the answer yet
        /// @param goodFor how much longer the answer may be used
        record Directory(Duration age, Duration goodFor) implements Source {}

        /// Nobody: the groups are not known, or not all of them (SYN0903).
        ///
        /// @param why what is wrong and what to do
        /// @param goodFor how long this need not be tried again
        record Nobody(WhyUnknown cause, String why, Duration goodFor) implements Source {}
    }

    /// How far what is known may lag behind the directory; empty where no directory answered.
    public Optional<Duration> lag() {
        return source instanceof Source.Directory(var age, var ignored) ? Optional.of(age) : Optional.empty();
    }

    /// How long a decision made with this may be remembered; empty: as long as the token is valid.
    public Optional<Duration> goodFor() {
        return switch (source) {
            case Source.Token() -> Optional.empty();
            case Source.Directory(var age, var goodFor) -> Optional.of(goodFor);
            case Source.Nobody(var cause, var why, var goodFor) -> Optional.of(goodFor);
        };
    }
}
