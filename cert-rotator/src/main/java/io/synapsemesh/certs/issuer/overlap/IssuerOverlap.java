package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import java.util.ArrayList;
import java.util.Optional;
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
    IssuerOverlap prepared(IssuerSide candidate) {
        requireStep(previous.isEmpty(), "the move before is not over");
        return new IssuerOverlap(current, Optional.of(candidate), Optional.empty());
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

    Anchors anchors() {
        var all = new ArrayList<java.security.cert.X509Certificate>();
        Stream.of(Optional.of(current), next, previous)
                .flatMap(Optional::stream)
                .forEach(side -> all.addAll(side.anchors().certificates()));
        return Anchors.of(all);
    }

    private static void requireStep(boolean possible, String otherwise) {
        if (!possible) {
            throw new IllegalStateException(otherwise);
        }
    }
}
