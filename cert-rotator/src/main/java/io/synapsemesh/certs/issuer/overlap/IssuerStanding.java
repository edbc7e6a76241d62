package io.synapsemesh.certs.issuer.overlap;

import java.util.Optional;

/// Who issues, and how that stands to what the documents say.
///
/// @param inForce kind of the issuer that signs or gives now
/// @param movesTo kind of the one a move under way ends at, on its way there or back
/// @param note why the documents' issuer is not in force; absent if it is
public record IssuerStanding(String inForce, Optional<String> movesTo, Optional<Note> note) {
    /// Whether somebody has to do something.
    public enum Urgency {
        /// It goes on by itself.
        UNDER_WAY,
        /// An operator decided it.
        DECIDED,
        /// The documents ask for what cannot be done.
        REFUSED
    }

    /// @param fix what to do, one sentence
    public record Note(Urgency urgency, String text, String fix) {}
}
