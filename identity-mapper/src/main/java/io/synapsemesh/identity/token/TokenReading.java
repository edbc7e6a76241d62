package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;

/// What became of one token.
public sealed interface TokenReading {
    record Verified(VerifiedToken token) implements TokenReading {}

    /// The token proves nothing, and the request is denied with it.
    ///
    /// @param reason the contract's word for it
    /// @param why for the caller: what is wrong, without a secret or a byte the caller did not send
    /// @param fix what to do, such as the scope to request
    record Refused(Reason reason, String why, String fix) implements TokenReading {}
}
