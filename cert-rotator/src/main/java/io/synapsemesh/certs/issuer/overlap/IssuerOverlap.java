package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The issuers of a mesh at one moment of a move: the slots of a root rotation, with issuers in the place of roots.
/// CURRENT signs. NEXT is in the bundle and signs nothing. PREVIOUS signed before, is in the bundle, and may sign
/// again.
///
/// A value; each step is a function to the next one. Whether a step is allowed is the gate's affair, in front of it.
record IssuerOverlap(IssuerSide current, Optional<IssuerSide> next, Optional<IssuerSide> previous) {
    IssuerOverlap {
        if (next.isPresent() && previous.isPresent()) {
            throw new IllegalArgumentException("a move has two issuers, not three");
        }
    }

    static IssuerOverlap stable(IssuerSide current) {
        return new IssuerOverlap(current, Optional.empty(), Optional.empty());
    }

    /// Both in one bundle, before anything else changes.
    ///
    /// @param from who signs, with its roots of now
    IssuerOverlap prepared(IssuerSide from, IssuerSide candidate) {
        requireStep(other().isEmpty(), "the move before is not over");
        return new IssuerOverlap(from, Optional.of(candidate), Optional.empty());
    }

    IssuerOverlap activated() {
        var candidate = next.orElseThrow(() -> new IllegalStateException("no issuer is prepared"));
        return new IssuerOverlap(candidate, Optional.empty(), Optional.of(current));
    }

    /// The one before signs again; the other one stays in the bundle until its leaves are gone.
    IssuerOverlap rolledBack() {
        var before = previous.orElseThrow(() -> new IllegalStateException("no other issuer signed before"));
        return new IssuerOverlap(before, Optional.of(current), Optional.empty());
    }

    /// Only who signs stays.
    IssuerOverlap finished() {
        return stable(current);
    }

    IssuerOverlap each(UnaryOperator<IssuerSide> change) {
        return new IssuerOverlap(change.apply(current), next.map(change), previous.map(change));
    }

    /// The one that does not sign.
    Optional<IssuerSide> other() {
        return next.or(() -> previous);
    }

    List<IssuerSide> sides() {
        return Stream.concat(Stream.of(current), other().stream()).toList();
    }

    int rootCount() {
        return sides().stream().mapToInt(side -> side.known().size()).sum();
    }

    Anchors anchors() {
        var all = new ArrayList<X509Certificate>();
        sides().forEach(side -> all.addAll(side.anchors().certificates()));
        return Anchors.of(all);
    }

    private static void requireStep(boolean possible, String otherwise) {
        if (!possible) {
            throw new IllegalStateException(otherwise);
        }
    }
}
