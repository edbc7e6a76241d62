package io.synapsemesh.certs.issuer.overlap;

/// What came of the last look at the issuer the documents name.
sealed interface Wish {
    Wish NONE = new None();

    /// It is in force, or the mesh is on its way to it or back; or nobody looked yet.
    record None() implements Wish {}

    /// It could take over.
    record Usable(IssuerSide side) implements Wish {}

    /// Another name for an issuer that is there: it has the same roots, so nothing has to be handed out.
    record Same(IssuerSide as, IssuerSide side) implements Wish {}

    /// The embedded root that was left behind is not taken up again.
    record NewRoot() implements Wish {}

    /// The issuers in force stay.
    record Refused(String why) implements Wish {
        public Refused {
            why = Said.plain(why);
        }
    }
}
