package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import java.time.Clock;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Who vouches for each held leaf, and whether that changed since it was last held against them: the gate costs a path
/// validation, so it is asked again only then.
final class Vouching {
    private final LeafSources sources;
    private final Supplier<Optional<Anchors>> pushed;
    private final Clock clock;
    private final Map<LeafName, String> seen = new HashMap<>();

    /// @param pushed the roots that verifiers of SVIDs were given
    Vouching(LeafSources sources, Supplier<Optional<Anchors>> pushed, Clock clock) {
        this.sources = sources;
        this.pushed = pushed;
        this.clock = clock;
    }

    /// What the sources say of their roots, asked once for each in one look.
    final class Roots {
        private final Map<LeafSource, String> known = new IdentityHashMap<>();

        /// The leaf, held against its roots if they are others than before.
        WantedLeaf current(WantedLeaf wanted) {
            var name = wanted.request().name();
            return wanted.held().isEmpty() || of(name).equals(Optional.ofNullable(seen.get(name)))
                    ? wanted
                    : relinted(wanted);
        }

        private Optional<String> of(LeafName name) {
            try {
                return Optional.of(known.computeIfAbsent(sources.of().apply(name), Vouching.this::text));
            } catch (IssuanceFailed e) {
                return Optional.empty();
            }
        }
    }

    WantedLeaf relinted(WantedLeaf wanted) {
        var name = wanted.request().name();
        try {
            var source = sources.of().apply(name);
            var linted = wanted.linted(source, verifiersOf(name, source), clock.instant());
            passed(name, source);
            return linted;
        } catch (IssuanceFailed e) {
            return wanted.refused(new Violation(ProfileRule.CHAIN, "nobody vouches for it: " + e.getMessage()));
        }
    }

    /// The held leaf was held against the roots of `source`. Not of whoever issues now: the mesh may have moved
    /// meanwhile,
    /// and then it is asked again.
    void passed(LeafName name, LeafSource source) {
        try {
            seen.put(name, text(source));
        } catch (IssuanceFailed e) {
            seen.remove(name);
        }
    }

    void forget(LeafName name) {
        seen.remove(name);
    }

    /// SVIDs are verified by the bundle that was pushed, the other kinds by whoever holds their issuer's own roots.
    Optional<Anchors> verifiersOf(LeafName name, LeafSource source) {
        return switch (name) {
            case LeafName.Svid ignored -> pushed.get();
            case LeafName.DevServer _, LeafName.Door _, LeafName.PublicServer _ -> Optional.of(source.anchors());
        };
    }

    private String text(LeafSource source) {
        return source.anchors().contentHash() + " "
                + Issuance.signersOf(source).stream()
                        .map(signer -> signer.getSerialNumber().toString())
                        .toList()
                + " " + pushed.get().map(Anchors::contentHash).orElse("");
    }
}
