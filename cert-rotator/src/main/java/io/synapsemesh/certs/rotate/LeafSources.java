package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Where leaves come from, at this moment.
///
/// @param of whom to ask for a leaf; throws [io.synapsemesh.certs.IssuanceFailed] if nobody is there
/// @param outside whether somebody else signs or gives this leaf, so that an answer may take as long as a deadline;
///     the others are signed in this process
/// @param bundle the bundle of the mesh; throws as `of`, and never waits
public record LeafSources(
        Function<LeafName, ? extends LeafSource> of, Predicate<LeafName> outside, Supplier<TrustBundle> bundle) {
    /// Everything is signed here.
    public static LeafSources here(Function<LeafName, ? extends LeafSource> of, Supplier<TrustBundle> bundle) {
        return new LeafSources(of, name -> false, bundle);
    }
}
